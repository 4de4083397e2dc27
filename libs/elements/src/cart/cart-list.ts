import { type CartDiscount } from '@tidemark/schema';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LocalizedElement, msg, numberText, percentText, str } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { cartStyles } from './cart-list.styles.ts';
import { CartClearEvent, LineNoteEvent, LinePriceEvent, QuantityChangeEvent } from '../events.ts';
import { CartPartEvent, PayEvent, type CartPart } from '../sales/sale-events.ts';
import { live } from '../look/live.ts';
import { plainDiscount } from './plain-discount.ts';
import { base, tokens } from '../look/tokens.ts';

/** One line of the cart. Money in minor units. */
export interface CartLine {
  readonly lineId: string;
  readonly title: string;
  readonly detail: string;
  readonly price: number;
  /** What one costs now, if that is another price and the cashier should choose; else undefined. */
  readonly priceNow: number | undefined;
  readonly quantity: number;
  /** What the cashier should know before the line is sold; '' for nothing. */
  readonly warning: string;
  /** '' for none. */
  readonly note: string;
}

/** What the cart says below its lines. */
export interface CartSums {
  readonly total: number;
  /** What the discount takes off. */
  readonly discountAmount: number;
  /** Taxes that come on top of the prices. */
  readonly taxOnTop: number;
  /** The customer pays no taxes. */
  readonly taxExempt: boolean;
  /** Why the cart cannot be sold like this. */
  readonly trouble: string | undefined;
}

/**
 * @summary The cart on screen: customer, lines, discount, note, total, and the way to pay.
 * @fires {QuantityChangeEvent} quantity-change - The cashier asked for another quantity of a line.
 * @fires {LineNoteEvent} line-note - The cashier wants to write a note on a line.
 * @fires {LinePriceEvent} line-price - The cashier chose between a line's price and the one that its product has now.
 * @fires {CartClearEvent} cart-clear - The cashier asked to empty the cart.
 * @fires {CartPartEvent} cart-part - The cashier wants to change the customer, discount or note, or to park the cart.
 * @fires {PayEvent} pay - The cashier wants to take money.
 */
@customElement('tide-cart-list')
export class TideCartList extends LocalizedElement {
  static override styles = [tokens, base, cartStyles];

  @property({ attribute: false }) lines: readonly CartLine[] = [];
  @property({ attribute: false }) sums: CartSums | undefined;
  @property({ attribute: false }) discount: CartDiscount = null;
  @property() currency = 'EUR';
  /** The customer's name; '' for none. */
  @property() customer = '';
  /** The note on the sale; '' for none. */
  @property() note = '';
  /** Whether there is anything to clear, with or without lines. */
  @property({ type: Boolean }) clearable = false;
  /** How many carts are parked in the shop. */
  @property({ type: Number }) parked = 0;

  override render() {
    const isEmpty = this.lines.length === 0;
    return html`
      <div class="root">
        <header>
          <h2>${msg('Cart')}</h2>
          <div>
            <button
              class="quiet"
              ?hidden=${!this.clearable}
              @click=${() => this.dispatchEvent(new CartClearEvent())}
            >
              ${msg('Clear cart')}
            </button>
            <button class="quiet" data-testid="parked-carts" @click=${this.#ask('park')}>
              ${this.parked > 0 ? msg(str`Parked (${numberText(this.parked)})`) : msg('Parked')}
            </button>
          </div>
        </header>
        ${this.#customer()}
        <div class="lines" role="region" aria-label=${msg('Cart lines')} tabindex="0">
          ${
            isEmpty
              ? html`<p class="empty">${msg('Scan a code, or tap a product.')}</p>`
              : html`<ul>
                  ${repeat(
                    this.lines,
                    line => line.lineId,
                    line => this.#line(line),
                  )}
                </ul>`
          }
        </div>
        ${this.#footer(isEmpty)}
      </div>
    `;
  }

  #customer() {
    return html`<div class="customer">
      <button
        class="chip quiet ${this.customer ? 'chosen' : ''}"
        data-testid="cart-customer"
        aria-label=${this.customer ? msg(str`Customer: ${this.customer}. Choose another.`) : msg('Add a customer')}
        @click=${this.#ask('customer')}
      >
        ${this.customer || msg('+ Customer')}
      </button>
    </div>`;
  }

  #footer(isEmpty: boolean) {
    const { sums } = this;
    const total = sums?.total ?? this.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
    const part = (name: CartPart, words: string, isSet: boolean) =>
      html`<button
        class="quiet"
        data-testid="cart-${name}"
        ?disabled=${isEmpty && !isSet}
        @click=${this.#ask(name)}
      >
        ${words}
      </button>`;
    return html`<footer>
      <div class="parts">
        ${part('discount', msg('Discount'), this.discount !== null)}
        ${part('note', this.note ? msg('Change note') : msg('Note'), this.note !== '')}
      </div>
      ${this.note ? html`<p class="note">${this.note}</p>` : nothing}
      ${this.discount && sums ? this.#sum(discountText(this.discount), -sums.discountAmount) : nothing}
      ${sums && sums.taxOnTop > 0 ? this.#sum(msg('Taxes'), sums.taxOnTop) : nothing}
      ${sums?.taxExempt ? html`<p class="sum" data-testid="cart-tax-exempt"><span>${msg('Tax exempt')}</span></p>` : nothing}
      <p class="sum total">
        <span>${msg('Total')}</span
        ><span class="number" data-testid="cart-total">${moneyText(total, this.currency)}</span>
      </p>
      ${live('alert', sums?.trouble && html`<p class="bad">${sums.trouble}</p>`)}
      <button
        class="primary pay"
        data-testid="pay"
        ?disabled=${isEmpty || sums?.trouble !== undefined}
        @click=${() => this.dispatchEvent(new PayEvent())}
      >
        ${isEmpty ? msg('Pay') : msg(str`Pay ${moneyText(total, this.currency)}`)}
      </button>
    </footer>`;
  }

  #sum(words: string, amount: number) {
    return html`<p class="sum">
      <span>${words}</span><span class="number">${moneyText(amount, this.currency)}</span>
    </p>`;
  }

  #line(line: CartLine) {
    const { lineId, title, detail, price, quantity, note, warning } = line;
    const ask = (wanted: number) => () => this.dispatchEvent(new QuantityChangeEvent(lineId, wanted));
    return html`
      <li data-testid="cart-line">
        <span class="title">${title}</span>
        <span class="money number">${moneyText(price * quantity, this.currency)}</span>
        <span class="detail">
          <span>${detail}</span>
          <button
            class="square quiet"
            aria-label=${note ? msg(str`Change the note on ${title}`) : msg(str`Note on ${title}`)}
            @click=${() => this.dispatchEvent(new LineNoteEvent(lineId))}
          >
            ✎
          </button>
        </span>
        <span class="quantity">
          <button class="square" aria-label=${msg(str`One less of ${title}`)} @click=${ask(quantity - 1)}>
            ${quantity === 1 ? '×' : '−'}
          </button>
          <output class="number" aria-label=${msg('Quantity')}>${quantity}</output>
          <button class="square" aria-label=${msg(str`One more of ${title}`)} @click=${ask(quantity + 1)}>
            +
          </button>
        </span>
        ${warning ? html`<span class="warning" data-testid="line-warning">${warning}</span>` : nothing}
        ${note ? html`<span class="line-note">${note}</span>` : nothing} ${this.#priceChange(line)}
      </li>
    `;
  }

  #priceChange({ lineId, title, price, priceNow }: CartLine) {
    if (priceNow === undefined) return nothing;
    const [before, now] = [price, priceNow].map(each => moneyText(each, this.currency));
    const choose = (chosen: 'now' | 'kept') => () => this.dispatchEvent(new LinePriceEvent(lineId, chosen));
    return html`<span
      class="price-change"
      role="group"
      aria-label=${msg(str`Price of ${title}`)}
      data-testid="price-change"
    >
      <span>${msg(str`The price has changed from ${before} to ${now}.`)}</span>
      <button data-testid="price-now" @click=${choose('now')}>${msg(str`Sell at ${now}`)}</button>
      <button data-testid="price-kept" @click=${choose('kept')}>${msg(str`Keep ${before}`)}</button>
    </span>`;
  }

  #ask(part: CartPart) {
    return () => this.dispatchEvent(new CartPartEvent(part));
  }
}

/** What a discount is called on screen: "Discount 10 %". */
function discountText(discount: NonNullable<CartDiscount>): string {
  const title = discount.title === plainDiscount ? msg('Discount') : discount.title;
  return discount.kind === 'percent' ? `${title} ${percentText(discount.percent / 100)}` : title;
}
