import { firstSign, type SaleStop } from '@tidemark/schema';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { languageNow, LocalizedElement, msg, numberText, str } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { ProductChosenEvent } from '../events.ts';
import { placed } from '../orders/placed.ts';
import { InTurns } from './in-turns.ts';
import type { Place } from './places.ts';
import { RowWindow } from './row-window.ts';
import { pictureWidth, sizedPicture } from './sized-picture.ts';
import { textUnit } from '../look/text-size.ts';
import { base, tokens } from '../look/tokens.ts';

/** In CSS pixels; the words under the picture grow with their letters. */
const pictureHeight = 132;
const cardHeight = pictureHeight + Math.round(104 * Math.max(1, textUnit));
const cardWidth = Math.round(172 * Math.max(1, textUnit));
const gap = 12;
/** Rows of new cards that are drawn in one frame, and cards at least. */
const rowsAtOnce = 2;
const cardsAtOnce = 6;

/** A product as its card shows it. Money in minor units. */
export interface ProductCard {
  readonly id: string;
  readonly title: string;
  readonly imageUrl: string | null;
  /** The lowest price of its variants. */
  readonly price: number;
  /** Whether another variant has another price. */
  readonly isFrom: boolean;
  /** The units here; undefined where they are not counted. */
  readonly available: number | undefined;
  /** Why it is not sold here; undefined where it is. */
  readonly stop: SaleStop | undefined;
}

/**
 * @summary Products as cards. Only the visible rows are in the page, so any number scrolls.
 * @fires {ProductChosenEvent} product-chosen - The cashier chose a product.
 * @fires {RangeShownEvent} range-shown - Products became visible that are not in `cards`.
 */
@customElement('tide-product-grid')
export class TideProductGrid extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        height: 100%;
        min-height: 0;
      }
      .root {
        height: 100%;
        overflow-y: auto;
        padding: 4px;
        overscroll-behavior: contain;
      }
      .space {
        position: relative;
      }
      .cards {
        position: absolute;
        inset-inline: 0;
        display: grid;
        gap: ${gap}px;
      }
      .cards > div {
        display: grid;
      }
      .card,
      .place {
        height: ${cardHeight}px;
      }
      .card {
        padding: 0;
        display: grid;
        grid-template-rows: ${pictureHeight}px 1fr;
        text-align: start;
        overflow: hidden;
        border-radius: var(--_radius);
        background: var(--_surface);
        contain: content;
      }
      .card:active {
        transform: scale(0.985);
      }
      img,
      .blank {
        width: 100%;
        height: ${pictureHeight}px;
        object-fit: cover;
        display: grid;
        place-items: center;
        background: var(--_tint);
        color: var(--_accent);
        font-size: calc(44 * var(--_px));
        font-weight: 600;
      }
      .text {
        display: grid;
        grid-template-rows: 1fr auto;
        padding: 8px 12px 10px;
        min-width: 0;
      }
      .title {
        font-weight: 550;
        font-size: calc(15 * var(--_px));
        line-height: 1.25;
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
        align-self: start;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .facts {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        gap: 0 8px;
        flex-wrap: wrap;
      }
      .price {
        font-weight: 650;
        white-space: nowrap;
      }
      .stock {
        font-size: calc(13 * var(--_px));
        color: var(--_soft);
        white-space: nowrap;
      }
      .stock.none {
        color: var(--_bad);
      }
      .empty {
        display: grid;
        place-items: center;
        min-height: 240px;
        color: var(--_soft);
        text-align: center;
        padding: 24px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** A part of the list. */
  @property({ attribute: false }) cards: readonly ProductCard[] = [];
  /** The place of the first of `cards` in the whole list. */
  @property({ type: Number }) from = 0;
  /** How many products the whole list has. */
  @property({ type: Number }) total = 0;
  /** What was searched for; what another search found is shown from its top. */
  @property() query = '';
  /** Why a product is not sold here, in a few words shown instead of its units. */
  @property({ attribute: false }) stopWords: (stop: SaleStop) => string = stop => stop;
  @property() currency = 'EUR';
  /** Shown where there are no products. */
  @property() emptyText = '';
  /** How often the picture of an address failed to load; where it cannot be shown, a letter stands in its place. */
  @state() private failures: ReadonlyMap<string, number> = new Map();

  readonly #window = new RowWindow(this, cardHeight + gap, { spare: 1, columnsOf });
  readonly #turns = new InTurns(this);

  override render() {
    const part = { items: this.cards, from: this.from, total: this.total };
    const { places, columns, top, height } = this.#window.part(part, this.query);
    const ids = places.flatMap(({ item }) => item?.id ?? []);
    const drawn = this.#turns.of(ids, Math.max(cardsAtOnce, columns * rowsAtOnce));
    return html`
      <div class="root" tabindex="-1" @scroll=${this.#window.scrolled}>
        ${this.total === 0 ? html`<p class="empty">${this.emptyText}</p>` : nothing}
        <div class="space" ${placed({ height: `${height}px` })}>
          <div
            class="cards"
            role="list"
            aria-label=${msg('Products')}
            ${placed({
              top: `${top}px`,
              'grid-template-columns': `repeat(${columns}, minmax(0, 1fr))`,
            })}
          >
            ${repeat(
              places,
              ({ at, item }) => item?.id ?? at,
              place => this.#place(place, drawn),
            )}
          </div>
        </div>
      </div>
    `;
  }

  /** Cards are new with each answer, and most of them say the same: only another content is drawn again. */
  #place({ at, item }: Place<ProductCard>, drawn: ReadonlySet<string>) {
    if (!item || !drawn.has(item.id)) return html`<div class="place" aria-hidden="true"></div>`;
    const words = [this.currency, this.stopWords, languageNow()];
    const content = [...Object.values(item), this.#failuresOf(item), ...words];
    return html`<div role="listitem" aria-posinset=${at + 1} aria-setsize=${this.total}>
      ${guard(content, () => this.#card(item))}
    </div>`;
  }

  #card(card: ProductCard) {
    const price = moneyText(card.price, this.currency);
    return html`<button
      class="card"
      data-testid="product-card"
      data-product-id=${card.id}
      @click=${() => this.dispatchEvent(new ProductChosenEvent(card.id))}
    >
      ${this.#picture(card)}
      <span class="text">
        <span class="title">${card.title}</span>
        <span class="facts">
          <span class="price number">${card.isFrom ? msg(str`from ${price}`) : price}</span>
          ${this.#stock(card)}
        </span>
      </span>
    </button>`;
  }

  #stock({ stop, available }: ProductCard) {
    if (stop !== undefined) return html`<span class="stock none">${this.stopWords(stop)}</span>`;
    if (available === undefined) return nothing;
    const isNone = available <= 0;
    return html`<span class="stock number ${isNone ? 'none' : ''}"
      >${isNone ? msg('none left') : msg(str`${numberText(available)} left`)}</span
    >`;
  }

  /**
   * Asks for a picture with CORS, so that it can be kept by its measured size; without CORS where its host does not
   * allow that; then shows none.
   */
  #picture(card: ProductCard) {
    const { imageUrl, title } = card;
    const failures = this.#failuresOf(card);
    if (!imageUrl || failures > 1)
      return html`<span class="blank" aria-hidden="true">${firstSign(title)}</span>`;
    return html`<img
      crossorigin=${failures === 0 ? 'anonymous' : nothing}
      src=${sizedPicture(imageUrl, pictureWidth(cardWidth, devicePixelRatio))}
      alt=""
      loading="lazy"
      decoding="async"
      @error=${() => this.#failed(imageUrl, failures + 1)}
    />`;
  }

  #failuresOf({ imageUrl }: ProductCard): number {
    return this.failures.get(imageUrl ?? '') ?? 0;
  }

  #failed(imageUrl: string, failures: number): void {
    this.failures = new Map([...this.failures, [imageUrl, failures]]);
  }
}

function columnsOf(width: number): number {
  return Math.max(textUnit > 1.2 ? 1 : 2, Math.floor((width - 8 + gap) / (cardWidth + gap)));
}
