import { CustomerChosenEvent } from '@tidemark/elements/customers/customer-events';
import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TideCustomerDialog } from './customer-dialog.ts';
import './customer-dialog.ts';
import './customer-finder.ts';

/**
 * @summary Chooses the customer of a cart, adds a new one, or removes the customer.
 * @fires {CustomerChosenEvent} customer-chosen - The customer; '' for none.
 */
@customElement('tide-customer-picker')
export class TideCustomerPicker extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    css`
      .find {
        height: min(560px, 70dvh);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** The customer of the cart; null for none. */
  @property({ attribute: false }) chosen: string | null = null;
  @state() private open = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('tide-customer-dialog') private details!: TideCustomerDialog;

  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.dialog.showModal();
  }

  override render() {
    return html`
      <div class="root">
        <dialog
          class="wide"
          aria-labelledby="title"
          data-testid="customer-picker"
          @close=${() => (this.open = false)}
        >
          <div class="head">
            <h2 id="title">${msg('Customer')}</h2>
            <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
          </div>
          <div class="body">${this.open ? this.#finder() : nothing}</div>
        </dialog>
        <tide-customer-dialog .till=${this.till} @customer-chosen=${this.#chosen}></tide-customer-dialog>
      </div>
    `;
  }

  #finder() {
    return html`
      ${
        this.chosen === null
          ? nothing
          : html`<div class="row">
              <button @click=${() => void this.details.show(this.chosen ?? '')}>
                ${msg('Look at customer')}
              </button>
              <button data-testid="no-customer" @click=${() => this.#choose('')}>
                ${msg('Take customer away')}
              </button>
            </div>`
      }
      <tide-customer-finder class="find" .till=${this.till} @customer-chosen=${this.#chosen}>
        <button class="primary" data-testid="new-customer" @click=${() => void this.details.show()}>
          ${msg('New customer')}
        </button>
      </tide-customer-finder>
    `;
  }

  #chosen = (event: CustomerChosenEvent): void => {
    event.stopPropagation();
    this.#choose(event.customerId);
  };

  #choose(customerId: string): void {
    this.dialog.close();
    this.dispatchEvent(new CustomerChosenEvent(customerId));
  }
}
