import {
  minorDigits,
  tenderKinds,
  tenderRules,
  type TaxLine,
  type Tender,
  type TenderKind,
} from '@tidemark/schema';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { decimalSign, LocalizedElement, msg, str } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { enterKey, typedAmount } from './amount-entry.ts';
import { cashAmounts } from './cash-amounts.ts';
import { choiceStyles, dialogStyles, fieldStyles } from '../look/dialog.styles.ts';
import type { KeypadEvent } from './keypad.ts';
import './keypad.ts';
import { live } from '../look/live.ts';
import { payStyles } from './pay-dialog.styles.ts';
import { beginPayment, leftToPay, nextStep, withTenders, type Payment } from './payment.ts';
import { TakePaymentEvent } from '../sales/sale-events.ts';
import { taxText } from '../sales/tax-text.ts';
import { tendersOnScreen, tenderWords } from './tenders/index.ts';
import { base, tokens } from '../look/tokens.ts';

/** What there is to pay. Money in minor units. */
export interface Due {
  readonly total: number;
  readonly taxLines: readonly TaxLine[];
  readonly taxesIncluded: boolean;
  /** The customer pays no taxes. */
  readonly taxExempt: boolean;
}

/**
 * @summary Takes money for a cart: one tender or several, with change where they give it.
 * @fires {TakePaymentEvent} take-payment - The customer paid all of it.
 * @fires close - The dialog was closed; unless something was sold, the cart is as it was.
 */
@customElement('tide-pay-dialog')
export class TidePayDialog extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles, choiceStyles, payStyles];

  @property({ attribute: false }) due: Due = {
    total: 0,
    taxLines: [],
    taxesIncluded: true,
    taxExempt: false,
  };
  @property() currency = 'EUR';
  /** The sale is being written: no button can be pressed a second time. */
  @property({ type: Boolean }) busy = false;
  /** Why it was not sold. */
  @property() message = '';
  @state() private payment: Payment = beginPayment(0);
  @query('dialog') private dialog!: HTMLDialogElement;

  /** Begins a payment of what is due. */
  async show(): Promise<void> {
    this.payment = beginPayment(this.due.total);
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
    this.#focusTake();
  }

  hide(): void {
    this.dialog.close();
  }

  /**
   * Remembers the amount typed until now. The function that it returns restores it: what came since was a scanner's.
   */
  rememberTyped(): () => void {
    const { entry } = this.payment;
    const focused = (this.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    return () => {
      this.#set({ ...this.payment, entry });
      focused?.focus({ preventScroll: true });
    };
  }

  /** The amount due may change during a payment. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('due')) this.payment = { ...this.payment, due: this.due.total };
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('busy') && !this.busy && this.dialog.open) this.#focusTake();
  }

  override render() {
    const { payment } = this;
    const left = leftToPay(payment);
    return html`
      <dialog
        class="root"
        aria-labelledby="title"
        data-testid="pay-dialog"
        data-scan=${msg('Finish or close the payment, then scan again.')}
        @keydown=${this.#keyed}
        @cancel=${(event: Event) => this.busy && event.preventDefault()}
        @close=${() => this.dispatchEvent(new Event('close'))}
      >
        <div class="head">
          <h2 id="title">${msg('Pay')}</h2>
          <button class="close" aria-label=${msg('Close')} ?disabled=${this.busy} @click=${this.hide}>
            ×
          </button>
        </div>
        <div class="body">
          ${this.#dueBlock(left)} ${this.#taken()}
          <div class="choice" role="group" aria-label=${msg('Paid by')}>
            ${tenderKinds.map(kind => this.#kind(kind))}
          </div>
          ${this.#tender(left)} ${this.#step()}
        </div>
      </dialog>
    `;
  }

  #dueBlock(left: number) {
    const { taxLines, taxesIncluded, taxExempt, total } = this.due;
    const isSplit = this.payment.tenders.length > 0;
    return html`<div class="due">
      <span class="soft">${isSplit ? msg(str`Left to pay of ${this.#money(total)}`) : msg('To pay')}</span>
      <strong class="number" data-testid="due">${this.#money(left)}</strong>
      <ul class="taxes" aria-label=${msg('Taxes')}>
        ${taxExempt ? html`<li data-testid="due-tax-exempt">${msg('Tax exempt')}</li>` : nothing}
        ${taxLines.map(
          ({ title, rate, amount }) =>
            html`<li class="number">
              ${taxesIncluded ? msg(str`incl. ${taxText({ title, rate })} ${this.#money(amount)}`) : msg(str`with ${taxText({ title, rate })} ${this.#money(amount)}`)}
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #taken() {
    const { tenders } = this.payment;
    if (tenders.length === 0) return nothing;
    const without = (index: number) => () =>
      this.#choose(withTenders(this.payment, tenders.toSpliced(index, 1)));
    return html`<ul class="tenders" aria-label=${msg('Taken so far')}>
      ${tenders.map(
        (tender, index) =>
          html`<li data-testid="tender">
            <span>${tenderWords(tender)}</span>
            <span class="number">${this.#money(tender.amount)}</span>
            <button
              class="close"
              aria-label=${msg(str`Take back ${tenderWords(tender)}`)}
              ?disabled=${this.busy}
              @click=${without(index)}
            >
              ×
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #kind(kind: TenderKind) {
    return html`<button
      aria-pressed=${this.payment.kind === kind}
      ?disabled=${this.busy}
      @click=${() => this.#choose({ ...this.payment, kind, entry: '' })}
    >
      ${tendersOnScreen[kind].name()}
    </button>`;
  }

  #tender(left: number) {
    const { amountLabel, referenceLabel, offersAmounts } = tendersOnScreen[this.payment.kind];
    return html`
      ${this.#entry(amountLabel(), left)} ${offersAmounts ? this.#offers(left) : nothing}
      ${referenceLabel ? this.#reference(referenceLabel()) : nothing} ${this.#keypad()}
    `;
  }

  #offers(left: number) {
    const offers = cashAmounts(left, this.#digits);
    const give = (amount: number) => () =>
      this.#choose({ ...this.payment, entry: amount === left ? '' : typedAmount(amount, this.#digits) });
    return html`<div class="choice quick" role="group" aria-label=${msg('Usual amounts')}>
      <button @click=${give(left)}>${msg('Exact')}</button>
      ${offers.map(amount => html`<button class="number" @click=${give(amount)}>${this.#money(amount)}</button>`)}
    </div>`;
  }

  #reference(words: string) {
    return html`<label
      >${words}
      <input
        name="reference"
        autocomplete="off"
        maxlength="60"
        .value=${this.payment.reference}
        @input=${(event: Event) =>
          this.#set({ ...this.payment, reference: (event.currentTarget as HTMLInputElement).value })}
      />
    </label>`;
  }

  #entry(words: string, left: number) {
    const { entry } = this.payment;
    return html`<p class="entry">
      <span>${words}</span>
      <b class="number ${entry === '' ? 'offered' : 'typed'}" data-testid="given"
        >${entry === '' ? this.#money(left) : entry.replace('.', decimalSign())}</b
      >
    </p>`;
  }

  #keypad() {
    return html`<tide-keypad .decimals=${this.#digits > 0} @keypad=${this.#tapped}></tide-keypad>`;
  }

  #step() {
    const step = nextStep(this.payment, this.#digits);
    const label =
      step.kind === 'part'
        ? msg(str`Take this, ${this.#money(step.left)} stays to pay`)
        : tendersOnScreen[this.payment.kind].takeLabel();
    return html`<div class="foot">
      <p class="change" aria-live="polite">
        ${
          step.kind === 'pays' && tenderRules(this.payment.kind).givesChange
            ? html`<span>${msg('Change')}</span
                ><b class="number" data-testid="change">${this.#money(step.change)}</b>`
            : step.kind === 'impossible'
              ? html`<span class="bad">${step.message}</span>`
              : nothing
        }
      </p>
      ${live('alert', this.message && html`<p class="trouble">${this.message}</p>`)}
      <button
        class="primary take"
        data-testid="take-payment"
        ?disabled=${this.busy}
        aria-disabled=${step.kind === 'impossible'}
        @click=${this.#take}
      >
        ${this.busy ? msg('Writing the sale …') : label}
      </button>
    </div>`;
  }

  #take = (): void => {
    const step = nextStep(this.payment, this.#digits);
    if (this.busy || step.kind === 'impossible') return;
    if (step.kind === 'part') return this.#set(withTenders(this.payment, step.tenders));
    this.dispatchEvent(new TakePaymentEvent(step.tenders as Tender[]));
  };

  /** Everything works from the keyboard: digits make the amount, Enter takes it, wherever the focus is. */
  #keyed = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (event.ctrlKey || event.metaKey || event.altKey || this.busy) return;
    const isField = target instanceof HTMLInputElement;
    const isOtherButton = target instanceof HTMLButtonElement && !target.classList.contains('take');
    if (event.key === 'Enter' && !isOtherButton) {
      event.preventDefault();
      if (!event.repeat) this.#take();
    } else if (!isField && /^([\d.,]|Backspace)$/.test(event.key)) {
      event.preventDefault();
      this.#enter(event.key);
      this.#focusTake();
    }
  };

  #tapped = ({ key }: KeypadEvent): void => {
    this.#enter(key);
    this.#focusTake();
  };

  #enter(key: string): void {
    if (!this.busy) this.#set({ ...this.payment, entry: enterKey(this.payment.entry, key, this.#digits) });
  }

  #set(payment: Payment): void {
    this.payment = payment;
  }

  /** Takes a choice made by a button; the next Enter takes the money, and does not press that button again. */
  #choose(payment: Payment): void {
    this.#set(payment);
    this.#focusTake();
  }

  #focusTake(): void {
    this.dialog.querySelector<HTMLButtonElement>('.take')?.focus({ preventScroll: true });
  }

  #money(minor: number): string {
    return moneyText(minor, this.currency);
  }

  get #digits(): number {
    return minorDigits(this.currency);
  }
}
