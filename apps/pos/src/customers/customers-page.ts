import { base, tokens, type CustomerChosenEvent } from '@tidemark/elements';
import type { Till } from '@tidemark/till';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { pageStyles } from '../page.styles.ts';
import type { TideCustomerDialog } from './customer-dialog.ts';
import './customer-dialog.ts';
import './customer-finder.ts';

/** @summary Menu > Customers: find, add and correct customers, with or without a network. */
@customElement('tide-customers-page')
export class TideCustomersPage extends LitElement {
  static override styles = [tokens, base, pageStyles];

  @property({ attribute: false }) till: Till | undefined;
  @query('tide-customer-dialog') private dialog!: TideCustomerDialog;

  override render() {
    if (!this.till) return nothing;
    return html`
      <div class="root page" data-testid="customers-page">
        <h1>Customers</h1>
        <tide-customer-finder
          class="list"
          .till=${this.till}
          @customer-chosen=${({ customerId }: CustomerChosenEvent) => void this.dialog.show(customerId)}
        >
          <button class="primary" data-testid="new-customer" @click=${() => void this.dialog.show()}>
            New customer
          </button>
        </tide-customer-finder>
        <tide-customer-dialog
          .till=${this.till}
          @customer-chosen=${({ customerId }: CustomerChosenEvent) => void this.dialog.show(customerId)}
        ></tide-customer-dialog>
      </div>
    `;
  }
}
