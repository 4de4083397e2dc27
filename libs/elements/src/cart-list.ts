import { formatMoney } from '@tidemark/schema';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CartClearEvent, QuantityChangeEvent } from './events.ts';
import { base, tokens } from './tokens.ts';

/** One line of the cart. Money in minor units. */
export interface CartLine {
  readonly variantId: string;
  readonly title: string;
  readonly detail: string;
  readonly price: number;
  readonly quantity: number;
}

/**
 * @summary The open cart: lines, quantities, total.
 * @fires {QuantityChangeEvent} quantity-change - The cashier asked for another quantity of a line.
 * @fires {CartClearEvent} cart-clear - The cashier asked to empty the cart.
 */
@customElement('tide-cart')
export class TideCart extends LitElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        height: 100%;
      }
      .root {
        height: 100%;
        display: grid;
        grid-template-rows: auto 1fr auto;
        min-height: 0;
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        padding: 12px 16px;
        border-bottom: 1px solid var(--_line);
      }
      h2 {
        margin: 0;
        font-size: 18px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        overflow-y: auto;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 12px;
        padding: 12px 16px;
        border-bottom: 1px solid var(--_line);
        align-items: center;
      }
      .title {
        font-weight: 550;
      }
      .detail {
        color: var(--_soft);
        font-size: 14px;
      }
      .quantity {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .quantity button {
        width: 44px;
        padding: 0;
        font-size: 20px;
      }
      output {
        min-width: 32px;
        text-align: center;
      }
      .money {
        text-align: end;
        font-weight: 600;
      }
      .empty {
        color: var(--_soft);
        padding: 32px 24px;
        text-align: center;
        margin: 0;
      }
      footer {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        padding: 16px;
        border-top: 1px solid var(--_line);
        font-size: 20px;
        font-weight: 650;
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly CartLine[] = [];
  @property() currency = 'EUR';

  override render() {
    const total = this.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
    return html`
      <div class="root">
        <header>
          <h2>Cart</h2>
          <button
            class="quiet"
            ?hidden=${this.lines.length === 0}
            @click=${() => this.dispatchEvent(new CartClearEvent())}
          >
            Clear cart
          </button>
        </header>
        ${
          this.lines.length === 0
            ? html`<p class="empty">Scan a code, or tap a product.</p>`
            : html`<ul aria-label="Cart lines" tabindex="0">
                ${repeat(
                  this.lines,
                  line => line.variantId,
                  line => this.#line(line),
                )}
              </ul>`
        }
        <footer>
          <span>Total</span
          ><span class="number" data-testid="cart-total">${formatMoney(total, this.currency)}</span>
        </footer>
      </div>
    `;
  }

  #line({ variantId, title, detail, price, quantity }: CartLine) {
    const ask = (wanted: number) => () => this.dispatchEvent(new QuantityChangeEvent(variantId, wanted));
    return html`
      <li data-testid="cart-line">
        <span class="title">${title}</span>
        <span class="money number">${formatMoney(price * quantity, this.currency)}</span>
        <span class="detail">${detail}</span>
        <span class="quantity">
          <button aria-label="One less of ${title}" @click=${ask(quantity - 1)}>
            ${quantity === 1 ? '×' : '−'}
          </button>
          <output class="number" aria-label="Quantity">${quantity}</output>
          <button aria-label="One more of ${title}" @click=${ask(quantity + 1)}>+</button>
        </span>
      </li>
    `;
  }
}
