import type { CustomerChosenEvent } from '@tidemark/elements/customers/customer-events';
import { choiceStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { PageTill, RecordFilter } from '@tidemark/till/page';
import { html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { Observed } from '../page/observed.ts';
import { pageStyles } from '../page/page.styles.ts';
import { decideFilter } from '../shell/decide-filter.ts';
import { toDecide } from '../shell/where-to.ts';
import type { TideCustomerDialog } from './customer-dialog.ts';
import './customer-dialog.ts';
import './customer-finder.ts';

/**
 * @summary Menu > Customers: find, add and correct customers, with or without a network.
 * @fires {GoEvent} go - Asks to show customers of another kind.
 */
@customElement('tide-customers-page')
export class TideCustomersPage extends LocalizedElement {
  static override styles = [tokens, base, choiceStyles, pageStyles];

  @property({ attribute: false }) till: PageTill | undefined;
  @property() filter: RecordFilter = 'all';
  @query('tide-customer-dialog') private dialog!: TideCustomerDialog;
  readonly #safety = new Observed(
    this,
    () => this.till,
    till => till.selling.safety$,
  );

  override render() {
    if (!this.till) return nothing;
    return html`
      <div class="root page" data-testid="customers-page">
        <h1>${msg('Customers')}</h1>
        <tide-customer-finder
          class="list"
          .till=${this.till}
          .toDecide=${this.filter === 'refused'}
          @customer-chosen=${({ customerId }: CustomerChosenEvent) => void this.dialog.show(customerId)}
        >
          ${decideFilter('customers', this.filter, toDecide(this.#safety.value, 'customerEdits'))}
          <button class="primary" data-testid="new-customer" @click=${() => void this.dialog.show()}>
            ${msg('New customer')}
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
