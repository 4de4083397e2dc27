import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { listStyles, rowHeight } from '../look/list.styles.ts';
import { piecesText } from '../cart/pieces-text.ts';
import { placed } from '../orders/placed.ts';
import { RowWindow } from '../products/row-window.ts';
import { SaleChosenEvent } from './sale-events.ts';
import { clockTime } from '../look/time.ts';
import { base, tokens } from '../look/tokens.ts';

/** How something stands: well, on its way, or waiting for a person. */
export type Tone = 'good' | 'wait' | 'bad';

/** One sale of the list. Money in minor units. */
export interface SaleRow {
  readonly id: string;
  readonly receiptNumber: string;
  /** Milliseconds since the epoch. */
  readonly soldAt: number;
  readonly total: number;
  readonly currency: string;
  readonly pieces: number;
  /** '' for none. */
  readonly customer: string;
  readonly way: string;
  readonly tone: Tone;
  /** Rung up on another till. */
  readonly isElsewhere: boolean;
}

/**
 * @summary Sales, each with its way to Shopify. Only the visible rows are in the page.
 * @fires {SaleChosenEvent} sale-chosen - A sale was chosen.
 */
@customElement('tide-sale-list')
export class TideSaleList extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    listStyles,
    css`
      /* A receipt number is never cut; long words beside and below it are. */
      .entry .main {
        overflow: visible;
      }
      /* What marks a sale stands last: on a phone it goes on in a second line, for which a row has room. */
      @media (max-width: 480px) {
        .entry .under {
          display: -webkit-box;
          -webkit-box-orient: vertical;
          -webkit-line-clamp: 2;
          line-height: 1.2;
          white-space: normal;
        }
      }
    `,
  ];

  /** The shop's time zone, by its IANA name; undefined: the browser's. */
  @property() timeZone: string | undefined;
  @property({ attribute: false }) sales: readonly SaleRow[] = [];
  /** Shown where there are no sales. */
  @property() emptyText = '';
  readonly #window = new RowWindow(this, rowHeight);

  override render() {
    const { first, last, top, height } = this.#window.rows(this.sales.length);
    return html`
      <div
        class="root scroll"
        tabindex="0"
        role="region"
        aria-label=${msg('Sales')}
        @scroll=${this.#window.scrolled}
      >
        ${this.sales.length === 0 ? html`<p class="empty">${this.emptyText}</p>` : nothing}
        <div class="space" ${placed({ height: `${height}px` })}>
          <ul class="rows" ${placed({ top: `${top}px` })}>
            ${repeat(
              this.sales.slice(first, last),
              sale => sale.id,
              (sale, n) =>
                html`<li aria-posinset=${first + n + 1} aria-setsize=${this.sales.length}>
                  ${this.#row(sale)}
                </li>`,
            )}
          </ul>
        </div>
      </div>
    `;
  }

  #row(sale: SaleRow) {
    const facts = [
      clockTime(sale.soldAt, this.timeZone),
      piecesText(sale.pieces),
      sale.customer,
      sale.isElsewhere ? msg('another till') : '',
    ];
    return html`<button
      class="entry"
      data-testid="sale-row"
      data-sale-id=${sale.id}
      data-receipt=${sale.receiptNumber}
      @click=${() => this.dispatchEvent(new SaleChosenEvent(sale.id))}
    >
      <span class="main number">${sale.receiptNumber}</span>
      <span class="side number">${moneyText(sale.total, sale.currency)}</span>
      <span class="under">${facts.filter(Boolean).join(' · ')}</span>
      <span class="under side tone-${sale.tone}" data-testid="sale-way">${sale.way}</span>
    </button>`;
  }
}
