import type { Order } from '@tidemark/schema';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { listStyles, rowHeight } from '../look/list.styles.ts';
import { OrderChosenEvent } from './order-events.ts';
import { rowList } from '../products/row-list.ts';
import { RowWindow } from '../products/row-window.ts';
import type { Tone } from '../sales/sale-list.ts';
import { base, tokens } from '../look/tokens.ts';

/** One order of the list, in words. */
export interface OrderRow {
  readonly id: string;
  readonly name: string;
  /** When it was placed. */
  readonly time: string;
  /** For whom, how many pieces, where. */
  readonly facts: string;
  readonly total: string;
  /** How it is paid and sent. */
  readonly status: string;
  readonly tone: Tone;
  readonly isCancelled: boolean;
  /** Older than what tills keep: it is shown, but not stored. */
  readonly isOlder: boolean;
}

/**
 * @summary Orders, newest first. Only the visible rows are in the page, and only they are put into words.
 * @fires {OrderChosenEvent} order-chosen - An order was chosen.
 * @fires {RangeShownEvent} range-shown - Orders became visible that are not in `orders`.
 */
@customElement('tide-order-list')
export class TideOrderList extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    listStyles,
    css`
      .entry {
        gap: 0 16px;
      }
      .entry .main {
        display: flex;
        align-items: center;
        gap: 8px;
        overflow: visible;
      }
      .mark {
        padding: 1px 8px;
        border: 1px solid currentColor;
        border-radius: 999px;
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
        font-weight: 600;
      }
      .mark.cancelled {
        color: var(--_bad);
      }
      .void {
        text-decoration: line-through;
        color: var(--_soft);
      }
    `,
  ];

  /** A part of the list. */
  @property({ attribute: false }) orders: readonly Order[] = [];
  /** The place of the first of `orders` in the whole list. */
  @property({ type: Number }) from = 0;
  /** How many orders the whole list has. */
  @property({ type: Number }) total = 0;
  /** What was searched for; what another search found is shown from its top. */
  @property() query = '';
  /** Puts an order into words; called for visible rows only. */
  @property({ attribute: false }) rowOf: (order: Order) => OrderRow = ({ id, name }) => ({
    ...{
      id,
      name,
      time: '',
      facts: '',
      total: '',
      status: '',
      tone: 'good',
      isCancelled: false,
      isOlder: false,
    },
  });
  /** Shown where there are no orders. */
  @property() emptyText = '';
  readonly #window = new RowWindow(this, rowHeight);

  override render() {
    return rowList({
      window: this.#window,
      label: msg('Orders'),
      part: { items: this.orders, from: this.from, total: this.total },
      query: this.query,
      emptyText: this.emptyText,
      row: order => this.#row(this.rowOf(order)),
    });
  }

  #row({ id, name, time, facts, total, status, tone, isCancelled, isOlder }: OrderRow) {
    return html`<button
      class="entry"
      data-testid="order-row"
      data-order-id=${id}
      data-order-name=${name}
      @click=${() => this.dispatchEvent(new OrderChosenEvent(id))}
    >
      <span class="main number"
        >${name}${isCancelled ? html`<span class="mark cancelled">${msg('Cancelled')}</span>` : nothing}${
          isOlder ? html`<span class="mark">${msg('From Shopify')}</span>` : nothing
        }</span
      >
      <span class="side number ${isCancelled ? 'void' : ''}">${total}</span>
      <span class="under">${time}</span>
      <span class="under side tone-${tone}">${status}</span>
      <span class="under whole">${facts}</span>
    </button>`;
  }
}
