import { firstSign, type Product } from '@tidemark/schema';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LocalizedElement, msg, numberText, str } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { ProductChosenEvent } from '../events.ts';
import { placed } from '../orders/placed.ts';
import { sizedPicture } from './sized-picture.ts';
import { textUnit } from '../look/text-size.ts';
import { base, tokens } from '../look/tokens.ts';

/** In CSS pixels; the words under the picture grow with their letters. */
const pictureHeight = 132;
const cardHeight = pictureHeight + Math.round(104 * Math.max(1, textUnit));
const cardWidth = Math.round(172 * Math.max(1, textUnit));
const gap = 12;
/** The pixels of a card's width, on a screen of two pixels for one. */
const pictureWidth = 400;

/**
 * @summary Products as cards. Only the visible rows are in the page, so any number scrolls.
 * @fires {ProductChosenEvent} product-chosen - The cashier chose a product.
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
      .card {
        height: ${cardHeight}px;
        padding: 0;
        display: grid;
        grid-template-rows: ${pictureHeight}px 1fr;
        text-align: start;
        overflow: hidden;
        border-radius: var(--_radius);
        background: var(--_surface);
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

  @property({ attribute: false }) products: readonly Product[] = [];
  /** The available units of a product here; undefined where they are not counted. Called for visible cards only. */
  @property({ attribute: false }) availableOf: (product: Product) => number | undefined = () => undefined;
  /** Why a product is not sold here, in a few words shown instead of its units; undefined where it is sold. */
  @property({ attribute: false }) stopOf: (product: Product) => string | undefined = () => undefined;
  @property() currency = 'EUR';
  /** Shown where there are no products. */
  @property() emptyText = '';
  @state() private width = 800;
  @state() private height = 600;
  @state() private top = 0;
  /** How often the picture of an address failed to load; where it cannot be shown, a letter stands in its place. */
  @state() private failures: ReadonlyMap<string, number> = new Map();

  readonly #watch = new ResizeObserver(([entry]) => {
    if (!entry) return;
    this.width = entry.contentRect.width;
    this.height = entry.contentRect.height;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch.disconnect();
  }

  override render() {
    const columns = Math.max(textUnit > 1.2 ? 1 : 2, Math.floor((this.width - 8 + gap) / (cardWidth + gap)));
    const rowHeight = cardHeight + gap;
    const rows = Math.ceil(this.products.length / columns);
    const first = Math.max(0, Math.floor(this.top / rowHeight) - 1);
    const last = Math.min(rows, Math.ceil((this.top + this.height) / rowHeight) + 1);
    const shown = this.products.slice(first * columns, last * columns);
    return html`
      <div class="root" tabindex="-1" @scroll=${this.#scrolled}>
        ${this.products.length === 0 ? html`<p class="empty">${this.emptyText}</p>` : nothing}
        <div class="space" ${placed({ height: `${rows * rowHeight}px` })}>
          <div
            class="cards"
            role="list"
            aria-label=${msg('Products')}
            ${placed({
              top: `${first * rowHeight}px`,
              'grid-template-columns': `repeat(${columns}, minmax(0, 1fr))`,
            })}
          >
            ${repeat(
              shown,
              each => each.id,
              (each, n) => this.#card(each, first * columns + n + 1),
            )}
          </div>
        </div>
      </div>
    `;
  }

  #card(product: Product, place: number) {
    const prices = product.variants.map(each => each.price);
    const lowest = Math.min(...prices);
    const price = moneyText(Number.isFinite(lowest) ? lowest : 0, this.currency);
    return html`<div role="listitem" aria-posinset=${place} aria-setsize=${this.products.length}>
      <button
        class="card"
        data-testid="product-card"
        data-product-id=${product.id}
        @click=${() => this.dispatchEvent(new ProductChosenEvent(product.id))}
      >
        ${this.#picture(product)}
        <span class="text">
          <span class="title">${product.title}</span>
          <span class="facts">
            <span class="price number"
              >${prices.some(each => each !== lowest) ? msg(str`from ${price}`) : price}</span
            >
            ${this.#stock(product)}
          </span>
        </span>
      </button>
    </div>`;
  }

  #stock(product: Product) {
    const stop = this.stopOf(product);
    if (stop !== undefined) return html`<span class="stock none">${stop}</span>`;
    const available = this.availableOf(product);
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
  #picture({ imageUrl, title }: Product) {
    const failures = this.failures.get(imageUrl ?? '') ?? 0;
    if (!imageUrl || failures > 1)
      return html`<span class="blank" aria-hidden="true">${firstSign(title)}</span>`;
    return html`<img
      crossorigin=${failures === 0 ? 'anonymous' : nothing}
      src=${sizedPicture(imageUrl, pictureWidth)}
      alt=""
      loading="lazy"
      @error=${() => this.#failed(imageUrl, failures + 1)}
    />`;
  }

  #failed(imageUrl: string, failures: number): void {
    this.failures = new Map([...this.failures, [imageUrl, failures]]);
  }

  #scrolled = (event: Event): void => {
    this.top = (event.currentTarget as HTMLElement).scrollTop;
  };
}
