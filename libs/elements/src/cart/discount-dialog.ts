import { minorDigits, type CartDiscount } from '@tidemark/schema';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LocalizedElement, msg, percentText, str } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { amountOf, typedAmount } from '../pay/amount-entry.ts';
import { choiceStyles, dialogStyles, fieldStyles } from '../look/dialog.styles.ts';
import { plainDiscount } from './plain-discount.ts';
import { DiscountEvent } from '../sales/sale-events.ts';
import { base, tokens } from '../look/tokens.ts';

type Kind = 'percent' | 'amount';

/**
 * @summary A discount on the whole cart, in percent or as an amount.
 * @fires {DiscountEvent} discount - The discount that was chosen; null for none.
 */
@customElement('tide-discount-dialog')
export class TideDiscountDialog extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles, choiceStyles];

  @property({ attribute: false }) discount: CartDiscount = null;
  @property() currency = 'EUR';
  @state() private kind: Kind = 'percent';
  @state() private typed = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input[name="value"]') private field!: HTMLInputElement;

  async show(): Promise<void> {
    const { discount } = this;
    this.kind = discount?.kind ?? 'percent';
    this.typed =
      discount === null
        ? ''
        : discount.kind === 'percent'
          ? String(discount.percent)
          : typedAmount(discount.amount, minorDigits(this.currency));
    await this.updateComplete;
    this.dialog.showModal();
    this.field.select();
  }

  override render() {
    const chosen = this.#chosen();
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="discount-dialog">
        <div class="head">
          <h2 id="title">${msg('Discount on the cart')}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <form class="body fields" method="dialog" @submit=${this.#submit}>
          <div class="choice" role="group" aria-label=${msg('Kind of discount')}>
            ${this.#kindButton('percent', msg('Percent'))} ${this.#kindButton('amount', msg('Amount'))}
          </div>
          ${
            this.kind === 'percent'
              ? html`<div class="choice" role="group" aria-label=${msg('Usual discounts')}>
                  ${[5, 10, 20, 50].map(
                    percent =>
                      html`<button type="button" @click=${() => (this.typed = String(percent))}>
                        ${percentText(percent / 100)}
                      </button>`,
                  )}
                </div>`
              : nothing
          }
          <label
            >${this.kind === 'percent' ? msg('Percent') : msg(str`Amount in ${this.currency}`)}
            <input
              name="value"
              inputmode="decimal"
              autocomplete="off"
              .value=${this.typed}
              @input=${(event: Event) => (this.typed = (event.currentTarget as HTMLInputElement).value)}
            />
          </label>
          <p class="soft" aria-live="polite">${this.#words(chosen)}</p>
          <div class="row">
            ${
              this.discount === null
                ? nothing
                : html`<button type="button" @click=${() => this.#choose(null)}>
                    ${msg('Take it away')}
                  </button>`
            }
            <button class="primary" ?disabled=${chosen === undefined}>${msg('Give this discount')}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #kindButton(kind: Kind, words: string) {
    const choose = () => {
      this.kind = kind;
      this.typed = '';
      this.field.focus();
    };
    return html`<button type="button" aria-pressed=${this.kind === kind} @click=${choose}>${words}</button>`;
  }

  /** Undefined while the text typed is no discount. */
  #chosen(): CartDiscount | undefined {
    const title = plainDiscount;
    if (this.kind === 'amount') {
      const amount = amountOf(this.typed, minorDigits(this.currency));
      return amount === undefined || amount === 0 ? undefined : { kind: 'amount', title, amount };
    }
    const hundredths = amountOf(this.typed, 2);
    if (hundredths === undefined || hundredths === 0 || hundredths > 10_000) return undefined;
    return { kind: 'percent', title, percent: hundredths / 100 };
  }

  #words(chosen: CartDiscount | undefined): string {
    if (!chosen) return this.typed === '' ? '' : msg('This is not a discount.');
    return chosen.kind === 'percent'
      ? msg(str`${percentText(chosen.percent / 100)} off the whole cart`)
      : msg(str`${moneyText(chosen.amount, this.currency)} off the whole cart, at most what it costs`);
  }

  #submit = (event: Event): void => {
    const chosen = this.#chosen();
    if (chosen === undefined) event.preventDefault();
    else this.#choose(chosen);
  };

  #choose(discount: CartDiscount): void {
    this.dialog.close();
    this.dispatchEvent(new DiscountEvent(discount));
  }
}
