import { base, dialogStyles, fieldStyles, tokens } from '@tidemark/elements';
import type { Till } from '@tidemark/till';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Observed } from '../observed.ts';
import { pageStyles } from '../page.styles.ts';
import { customerRow } from './customer-words.ts';

/** Customers shown at first, and with each "Show more". */
const pageSize = 100;

/**
 * @summary Finds a customer by name, e-mail address or phone number.
 * @fires {CustomerChosenEvent} customer-chosen - One was chosen.
 * @slot - Buttons beside the search field.
 */
@customElement('tide-customer-finder')
export class TideCustomerFinder extends LitElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    fieldStyles,
    pageStyles,
    css`
      .finder {
        height: 100%;
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .more {
        flex: none;
        margin: 0 0 12px;
      }
    `,
  ];

  @property({ attribute: false }) till: Till | undefined;
  @state() private words = '';
  @state() private limit = pageSize;
  readonly #changes = new Observed(
    this,
    () => this.till,
    till => till.selling.customersChanged$,
  );

  override render() {
    void this.#changes.value;
    const found = this.till?.selling.searchCustomers(this.words, this.limit + 1) ?? [];
    const shown = found.slice(0, this.limit);
    return html`
      <div class="root finder">
        <div class="tools">
          <input
            type="search"
            data-testid="customer-search"
            aria-label="Search customers"
            placeholder="Name, e-mail or phone"
            autocomplete="off"
            spellcheck="false"
            .value=${this.words}
            @input=${this.#typed}
          />
          <slot></slot>
        </div>
        <tide-customer-list
          class="list"
          .customers=${shown.map(customerRow)}
          .emptyText=${this.words ? `Nobody here fits “${this.words}”.` : 'No customers yet.'}
        ></tide-customer-list>
        ${
          found.length > shown.length
            ? html`<button class="more" @click=${() => (this.limit += pageSize)}>Show more</button>`
            : nothing
        }
      </div>
    `;
  }

  #typed = (event: Event): void => {
    this.words = (event.currentTarget as HTMLInputElement).value;
    this.limit = pageSize;
  };
}
