import { stampTime } from '@tidemark/conflict';
import { piecesText } from '@tidemark/elements/cart/pieces-text';
import { dialogStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { moneyText } from '@tidemark/elements/look/money-text';
import { clockTime } from '@tidemark/elements/look/time';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import type { Cart } from '@tidemark/schema';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Answered } from '../page/answered.ts';
import { customerName } from '../sales/sale-views.ts';
import { draftMoney, pieces } from './cart/draft.ts';
import { draftOf } from './cart/draft-edits.ts';
import { draftFacts$, knowsMoney, moneyQuestion, termsOf } from './cart/draft-facts.ts';

/** The cashier asked to park the cart on screen. */
export class ParkEvent extends Event {
  static readonly type = 'park';
  readonly cartName: string | null;

  constructor(cartName: string | null) {
    super(ParkEvent.type, { bubbles: true, composed: true });
    this.cartName = cartName;
  }
}

/** The cashier asked for a parked cart, or one on another screen, on this screen. */
export class ResumeEvent extends Event {
  static readonly type = 'resume';
  readonly cartId: string;

  constructor(cartId: string) {
    super(ResumeEvent.type, { bubbles: true, composed: true });
    this.cartId = cartId;
  }
}

/**
 * @summary Parks the cart on screen, and shows the shop's parked carts, and those on other screens.
 * @fires {ParkEvent} park - The cashier asked to park the cart on screen.
 * @fires {ResumeEvent} resume - A cart was chosen.
 */
@customElement('tide-parked-carts')
export class TideParkedCarts extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    fieldStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 8px;
      }
      li > button {
        width: 100%;
        min-height: 60px;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 12px;
        align-items: center;
        text-align: start;
        padding: 8px 14px;
      }
      li strong {
        overflow-wrap: anywhere;
      }
      li small {
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
      }
      li .wide {
        grid-column: 1 / -1;
      }
      .ask {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 12px;
        margin: 8px 0 4px;
        padding: 0 14px;
      }
      .park {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
        margin-bottom: 4px;
      }
      .park label {
        flex: 1 1 230px;
      }
      .park button {
        flex: 1 0 auto;
        min-height: 48px;
      }
    `,
  ];

  @property({ attribute: false }) carts: readonly Cart[] = [];
  /** Carts on other screens, also on a till that broke. */
  @property({ attribute: false }) openCarts: readonly Cart[] = [];
  @property({ attribute: false }) till: PageTill | undefined;
  /** Whether there is something on screen to park. */
  @property({ type: Boolean }) parkable = false;
  @state() private open = false;
  /** A chosen cart on another screen, before it is taken from there. */
  @state() private chosen: string | undefined;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private field!: HTMLInputElement | null;
  readonly #facts = new Answered(
    this,
    () => this.till,
    () => moneyQuestion([...this.carts, ...this.openCarts].map(cart => cart.customerId.value)),
    draftFacts$,
  );

  async show(): Promise<void> {
    this.open = true;
    this.chosen = undefined;
    await this.updateComplete;
    if (this.field) this.field.value = '';
    this.dialog.showModal();
  }

  override render() {
    return html`
      <dialog
        class="root"
        aria-labelledby="title"
        data-testid="parked-dialog"
        @close=${() => (this.open = false)}
      >
        <div class="head">
          <h2 id="title">${msg('Parked carts')}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="body">
          ${this.parkable ? this.#parkForm() : nothing}
          ${this.open ? html`${this.#list()} ${this.#openList()}` : nothing}
        </div>
      </dialog>
    `;
  }

  #parkForm() {
    return html`<form class="park" @submit=${this.#park}>
      <label
        >${msg('Name, if you like')}
        <input name="name" maxlength="60" autocomplete="off" placeholder=${msg('Noor, grey coat')}
      /></label>
      <button class="primary" data-testid="park-cart">${msg('Park this cart')}</button>
    </form>`;
  }

  #list() {
    if (this.carts.length === 0)
      return html`<p class="soft">
        ${msg('No cart is parked. Every till of the shop sees what you park here.')}
      </p>`;
    return html`
      ${this.parkable ? html`<h3>${msg('Or go on with another; this one is parked then')}</h3>` : nothing}
      <ul>
        ${this.carts.map(
          cart =>
            html`<li>
              <button data-testid="parked-cart" @click=${() => this.#resume(cart.id)}>
                ${this.#cart(cart, clockTime(Date.parse(cart.createdAt), this.#timeZone))}
              </button>
            </li>`,
        )}
      </ul>
    `;
  }

  #openList() {
    if (this.openCarts.length === 0) return nothing;
    return html`
      <h3>${msg('On another screen')}</h3>
      <ul>
        ${this.openCarts.map(cart => html`<li>${this.#openCart(cart)}</li>`)}
      </ul>
    `;
  }

  #openCart(cart: Cart) {
    const lines = draftOf(cart).lines.map(({ quantity, item }) => `${numberText(quantity)} × ${item.title}`);
    const since = msg(
      str`On a till’s screen since ${clockTime(Math.min(stampTime(cart.status.stamp), Date.now()), this.#timeZone)}`,
    );
    const choose = () => (this.chosen = this.chosen === cart.id ? undefined : cart.id);
    return html`
      <button data-testid="open-cart" aria-expanded=${this.chosen === cart.id} @click=${choose}>
        ${this.#cart(cart, since)}<small class="wide">${lines.join(', ')}</small>
      </button>
      ${live(
        'alert',
        this.chosen === cart.id &&
          html`<p class="ask">
            <span>${msg('Somebody may be at work on it.')}</span>
            <button class="primary" data-testid="take-over" @click=${() => this.#resume(cart.id)}>
              ${msg('Take over')}
            </button>
          </p>`,
      )}
    `;
  }

  #cart(cart: Cart, when: string) {
    const draft = draftOf(cart);
    const facts = this.#facts.value;
    if (!knowsMoney(facts, draft)) return nothing;
    const count = pieces(draft);
    const customer = customerName(draft.customerId, facts.customers);
    return html`
      <strong>${cart.name.value ?? (customer || draft.lines[0]?.item.title || msg('Cart'))}</strong>
      <span class="number">${moneyText(draftMoney(draft, termsOf(draft, facts)).total, cart.currency)}</span>
      <small
        >${[piecesText(count), cart.name.value === null ? '' : customer, when].filter(Boolean).join(' · ')}</small
      >
    `;
  }

  /** The shop's time zone, by its IANA name; undefined: the browser's. */
  get #timeZone(): string | undefined {
    return this.#facts.value?.settings?.timeZone;
  }

  /** The screen is empty at once, and this form is gone with it: it could no longer close the dialog. */
  #park = (event: SubmitEvent): void => {
    event.preventDefault();
    const name = this.field?.value.trim() || null;
    this.dialog.close();
    this.dispatchEvent(new ParkEvent(name));
  };

  #resume(cartId: string): void {
    this.dialog.close();
    this.dispatchEvent(new ResumeEvent(cartId));
  }
}
