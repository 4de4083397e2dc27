import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { listStyles, rowHeight } from '../look/list.styles.ts';
import { piecesText } from '../cart/pieces-text.ts';
import { rowList } from '../products/row-list.ts';
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
 * @fires {RangeShownEvent} range-shown - Sales became visible that are not in `sales`.
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
  /** A part of the list. */
  @property({ attribute: false }) sales: readonly SaleRow[] = [];
  /** The place of the first of `sales` in the whole list. */
  @property({ type: Number }) from = 0;
  /** How many sales the whole list has. */
  @property({ type: Number }) total = 0;
  /** What was searched for; what another search found is shown from its top. */
  @property() query = '';
  /** Shown where there are no sales. */
  @property() emptyText = '';
  readonly #window = new RowWindow(this, rowHeight);

  override render() {
    return rowList({
      window: this.#window,
      label: msg('Sales'),
      part: { items: this.sales, from: this.from, total: this.total },
      query: this.query,
      emptyText: this.emptyText,
      row: sale => this.#row(sale),
    });
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
