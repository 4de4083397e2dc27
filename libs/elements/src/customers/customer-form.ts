import type { Address } from '@tidemark/schema';
import { html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { CustomerEnteredEvent, type CustomerEntered } from './customer-events.ts';
import { customerTrouble, mostInLine, mostInNote } from './customer-trouble.ts';
import { dialogStyles, fieldStyles } from '../look/dialog.styles.ts';
import { live } from '../look/live.ts';
import { base, tokens } from '../look/tokens.ts';

const noAddress: Address = {
  name: null,
  company: null,
  address1: null,
  address2: null,
  city: null,
  province: null,
  zip: null,
  countryCode: null,
  phone: null,
};

/**
 * @summary The fields of a customer that a till may fill in.
 * @fires {CustomerEnteredEvent} customer-entered - They are filled in.
 */
@customElement('tide-customer-form')
export class TideCustomerForm extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles];

  /** The customer whose values the fields begin with; undefined for a new one. */
  @property({ attribute: false }) customer: CustomerEntered | undefined;
  @property({ type: Boolean }) busy = false;
  /** What the button says; '' for "Save". */
  @property() saveText = '';
  @state() private trouble = '';
  @query('form') private form!: HTMLFormElement;

  override render() {
    const { customer } = this;
    const address = customer?.address ?? noAddress;
    return html`
      <form class="root fields" novalidate data-testid="customer-form" @submit=${this.#submit}>
        <div class="fields two">
          ${this.#field('firstName', msg('First name'), customer?.firstName, 'given-name')}
          ${this.#field('lastName', msg('Last name'), customer?.lastName, 'family-name')}
          ${this.#field('email', msg('E-mail'), customer?.email, 'off', 'email')}
          ${this.#field('phone', msg('Phone'), customer?.phone, 'off', 'tel')}
        </div>
        <div class="fields two">
          ${this.#field('address1', msg('Street and number'), address.address1)}
          ${this.#field('zip', msg('Postal code'), address.zip)}
          ${this.#field('city', msg('City'), address.city)}
          ${this.#field('countryCode', msg('Country (two letters)'), address.countryCode)}
        </div>
        <label
          >${msg('Note')}
          <textarea name="note" maxlength=${mostInNote} .value=${customer?.note ?? ''}></textarea>
        </label>
        ${live('alert', this.trouble && html`<p class="trouble">${this.trouble}</p>`)}
        <button class="primary" ?disabled=${this.busy}>
          ${this.busy ? msg('Saving …') : this.saveText || msg('Save')}
        </button>
      </form>
    `;
  }

  #field(name: string, words: string, value: string | null | undefined, complete = 'off', type = 'text') {
    return html`<label
      >${words}
      <input name=${name} type=${type} autocomplete=${complete} maxlength=${mostInLine} .value=${value ?? ''}
    /></label>`;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const customer = this.#entered();
    this.trouble = customerTrouble(customer);
    if (!this.trouble && !this.busy) this.dispatchEvent(new CustomerEnteredEvent(customer));
  };

  #entered(): CustomerEntered {
    const given = new FormData(this.form);
    const text = (name: string) => String(given.get(name) ?? '').trim() || null;
    const typed = {
      address1: text('address1'),
      zip: text('zip'),
      city: text('city'),
      countryCode: text('countryCode')?.toUpperCase() ?? null,
    };
    const before = this.customer?.address ?? null;
    const isNone = before === null && Object.values(typed).every(each => each === null);
    return {
      firstName: text('firstName'),
      lastName: text('lastName'),
      email: text('email'),
      phone: text('phone'),
      note: text('note'),
      address: isNone ? null : { ...(before ?? noAddress), ...typed },
    };
  }
}
