import {
  base,
  tokens,
  type CartPartEvent,
  type CustomerChosenEvent,
  type DiscountEvent,
  type QuantityChangeEvent,
  type TideDiscountDialog,
  type TideWordsDialog,
  type WordsEvent,
} from '@tidemark/elements';
import { formatMoney } from '@tidemark/schema';
import type { SaleDraft, Till } from '@tidemark/till';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TideCustomerPicker } from '../customers/customer-picker.ts';
import '../customers/customer-picker.ts';
import { Observed } from '../observed.ts';
import { customerName } from '../sales/sale-views.ts';
import type { CartOnScreen } from './cart-on-screen.ts';
import { draftMoney, isEmpty, pieces, withOneMore, withQuantity } from './draft.ts';
import type { ParkEvent, ResumeEvent, TideParkedCarts } from './parked-carts.ts';
import './parked-carts.ts';
import type { TidePayFlow } from './pay-flow.ts';
import './pay-flow.ts';
import type { SellableFoundEvent, TideProductFinder } from './product-finder.ts';
import './product-finder.ts';
import { sellStyles } from './sell-page.styles.ts';

interface Notice {
  readonly text: string;
  readonly undo?: () => void;
}

/** @summary Search, scan, tap, cart, pay. */
@customElement('tide-sell-page')
export class TideSellPage extends LitElement {
  static override styles = [tokens, base, sellStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property({ attribute: false }) cart: CartOnScreen | undefined;
  @property() currency = 'EUR';
  @state() private notice: Notice | undefined;
  @state() private cartOpen = false;
  @query('tide-product-finder') private finder!: TideProductFinder;
  @query('tide-pay-flow') private payFlow!: TidePayFlow;
  @query('tide-parked-carts') private parkedCarts!: TideParkedCarts;
  @query('tide-discount-dialog') private discountDialog!: TideDiscountDialog;
  @query('tide-words-dialog') private noteDialog!: TideWordsDialog;
  @query('tide-customer-picker') private customerPicker!: TideCustomerPicker;

  readonly #draft = new Observed(
    this,
    () => this.cart,
    cart => cart.draft$,
  );
  readonly #trouble = new Observed(
    this,
    () => this.cart,
    cart => cart.trouble$,
  );
  readonly #carts = new Observed(
    this,
    () => this.till,
    till => till.selling.carts$,
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  readonly #customers = new Observed(
    this,
    () => this.till,
    till => till.selling.customersChanged$,
  );

  override render() {
    const { till } = this;
    const draft = this.#draft.value;
    if (!till || !draft) return nothing;
    void this.#customers.value;
    const parked = (this.#carts.value ?? []).filter(cart => cart.status.value === 'parked');
    return html`
      <div class="root page" data-testid="sell-page">
        <section class="find" aria-label="Products">
          <h1 class="unseen">Sell</h1>
          <tide-product-finder .till=${till} .currency=${this.currency} @sellable-found=${this.#found}>
            ${this.#noticeLine()}
          </tide-product-finder>
        </section>
        <aside
          class=${this.cartOpen ? 'open' : ''}
          aria-label="Cart"
          @quantity-change=${this.#quantity}
          @cart-clear=${this.#clear}
          @cart-part=${this.#part}
          @pay=${() => void this.payFlow.show()}
        >
          ${this.#cartPanel(till, draft, parked.length)}
        </aside>
        ${this.#basket(till, draft)} ${this.#dialogs(till, draft)}
        <tide-parked-carts
          .carts=${parked}
          .selling=${till.selling}
          .parkable=${draft.lines.length > 0}
          @park=${this.#park}
          @resume=${this.#resume}
        ></tide-parked-carts>
      </div>
    `;
  }

  #noticeLine() {
    const trouble = this.#trouble.value;
    const notice: Notice | undefined = trouble === undefined ? this.notice : { text: trouble };
    if (!notice) return nothing;
    const { text, undo } = notice;
    return html`<p class="notice" role="status">
      <span>${text}</span
      >${undo ? html`<button class="quiet" @click=${() => this.#undo(undo)}>Undo</button>` : nothing}
    </p>`;
  }

  #cartPanel(till: Till, draft: SaleDraft, parked: number) {
    const { discount, ...money } = draftMoney(draft, till.selling);
    return html`<tide-cart
      .lines=${draft.lines.map(({ id, item, quantity }) => ({
        lineId: id,
        title: item.title,
        detail: item.variantTitle ?? item.sku ?? '',
        price: item.unitPrice,
        quantity,
      }))}
      .sums=${{ ...money, discountAmount: discount }}
      .discount=${draft.discount}
      .currency=${this.currency}
      .customer=${customerName(draft.customerId, till.selling)}
      .note=${draft.note ?? ''}
      .parked=${parked}
    ></tide-cart>`;
  }

  #basket(till: Till, draft: SaleDraft) {
    const count = pieces(draft);
    const total = formatMoney(draftMoney(draft, till.selling).total, this.currency);
    return html`<button
      class="primary basket"
      aria-expanded=${this.cartOpen}
      @click=${() => (this.cartOpen = !this.cartOpen)}
    >
      ${this.cartOpen ? 'Back to products' : `Cart · ${count} ${count === 1 ? 'piece' : 'pieces'} · ${total}`}
    </button>`;
  }

  #dialogs(till: Till, draft: SaleDraft) {
    return html`
      <tide-pay-flow
        .cart=${this.cart}
        .selling=${till.selling}
        .settings=${this.#settings.value}
        .currency=${this.currency}
        @next-sale=${this.#nextSale}
      ></tide-pay-flow>
      <tide-discount-dialog
        .discount=${draft.discount}
        .currency=${this.currency}
        @discount=${({ discount }: DiscountEvent) => this.cart?.change({ ...draft, discount })}
      ></tide-discount-dialog>
      <tide-words-dialog
        heading="Note on the sale"
        label="Note"
        text="It is printed on the receipt and goes into the order."
        optional
        .words=${draft.note ?? ''}
        @words=${({ words }: WordsEvent) => this.cart?.change({ ...draft, note: words })}
      ></tide-words-dialog>
      <tide-customer-picker
        .till=${till}
        .chosen=${draft.customerId}
        @customer-chosen=${({ customerId }: CustomerChosenEvent) =>
          this.cart?.change({ ...draft, customerId: customerId || null })}
      ></tide-customer-picker>
    `;
  }

  #found = ({ sellable, notice }: SellableFoundEvent): void => {
    if (!this.cart) return;
    this.notice = notice ? { text: `${notice} Added to the cart.` } : undefined;
    this.cart.change(withOneMore(this.cart.draft, sellable));
  };

  #quantity = ({ lineId, quantity }: QuantityChangeEvent): void => {
    const { cart } = this;
    if (!cart) return;
    const before = cart.draft;
    cart.change(withQuantity(before, lineId, quantity));
    const title = before.lines.find(line => line.id === lineId)?.item.title ?? 'The line';
    if (quantity <= 0) this.notice = { text: `${title} was taken out.`, undo: () => cart.change(before) };
  };

  #clear = (): void => {
    const undo = this.cart?.clear();
    if (undo) this.notice = { text: 'The cart was cleared.', undo };
  };

  #undo(undo: () => void): void {
    undo();
    this.notice = undefined;
  }

  #part = ({ part }: CartPartEvent): void => {
    const dialogs = {
      customer: this.customerPicker,
      discount: this.discountDialog,
      note: this.noteDialog,
      park: this.parkedCarts,
    };
    void dialogs[part].show();
  };

  #park = async ({ cartName }: ParkEvent): Promise<void> => {
    await this.cart?.park(cartName);
    this.cartOpen = false;
    this.notice = {
      text: cartName === null ? 'The cart is parked.' : `The cart is parked as “${cartName}”.`,
    };
  };

  #resume = async ({ cartId }: ResumeEvent): Promise<void> => {
    const { cart } = this;
    if (!cart) return;
    const parksOne = !isEmpty(cart.draft);
    const isHere = await cart.resume(cartId);
    if (!isHere) this.notice = { text: 'This cart is not on this till any more.' };
    else this.notice = parksOne ? { text: 'The cart that was on screen is parked.' } : undefined;
  };

  #nextSale = async (): Promise<void> => {
    this.cartOpen = false;
    this.notice = undefined;
    await this.updateComplete;
    this.finder.focusSearch();
  };
}
