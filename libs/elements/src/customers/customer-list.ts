import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { CustomerChosenEvent } from './customer-events.ts';
import { listStyles, rowHeight } from '../look/list.styles.ts';
import { rowList } from '../products/row-list.ts';
import { RowWindow } from '../products/row-window.ts';
import type { Tone } from '../sales/sale-list.ts';
import { base, tokens } from '../look/tokens.ts';

/** One customer of the list. */
export interface CustomerRow {
  readonly id: string;
  readonly name: string;
  /** E-mail address and phone number, as far as known. */
  readonly reach: string;
  /** Which of the customer's edits are still under way; '' when all is in Shopify. */
  readonly way: string;
  readonly tone: Tone;
}

/**
 * @summary Customers to choose from. Only the visible rows are in the page.
 * @fires {CustomerChosenEvent} customer-chosen - A customer was chosen.
 */
@customElement('tide-customer-list')
export class TideCustomerList extends LocalizedElement {
  static override styles = [tokens, base, listStyles];

  @property({ attribute: false }) customers: readonly CustomerRow[] = [];
  @property() emptyText = '';
  readonly #window = new RowWindow(this, rowHeight);

  override render() {
    return rowList({
      window: this.#window,
      label: msg('Customers'),
      part: { items: this.customers, from: 0, total: this.customers.length },
      query: '',
      emptyText: this.emptyText,
      row: customer => this.#row(customer),
    });
  }

  #row({ id, name, reach, way, tone }: CustomerRow) {
    return html`<button
      class="entry"
      data-testid="customer-row"
      data-customer-id=${id}
      @click=${() => this.dispatchEvent(new CustomerChosenEvent(id))}
    >
      <span class="main">${name}</span>
      <span class="under side tone-${tone}">${way}</span>
      <span class="under whole">${reach || msg('No e-mail address or phone number')}</span>
    </button>`;
  }
}
