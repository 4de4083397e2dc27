import {
  base,
  type CartPartEvent,
  type LineNoteEvent,
  type LinePriceEvent,
  live,
  piecesText,
  type QuantityChangeEvent,
  tokens,
  moneyText,
} from '@tidemark/elements';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { SaleDraft, Till } from '@tidemark/till';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { tap } from 'rxjs';
import { Observed } from '../page/observed.ts';
import { customerName } from '../sales/sale-views.ts';
import type { CartOnScreen } from './cart/cart-on-screen.ts';
import type { TideCartParts } from './cart/cart-parts.ts';
import './cart/cart-parts.ts';
import { draftOf } from './cart/draft-edits.ts';
import {
  draftMoney,
  emptyDraft,
  isEmpty,
  pieces,
  together,
  withOneMore,
  withPriceNow,
  withQuantity,
} from './cart/draft.ts';
import { errorWords } from './error-words.ts';
import { cartTrouble, lineWarning, shortWords } from './cart/line-warning.ts';
import type { ParkEvent, ResumeEvent, TideParkedCarts } from './parked-carts.ts';
import './parked-carts.ts';
import type { TidePayFlow } from './pay-flow.ts';
import './pay-flow.ts';
import { PriceChanges } from './cart/price-changes.ts';
import type { SellableFoundEvent, TideProductFinder } from './choose/product-finder.ts';
import './choose/product-finder.ts';
import { sellStyles } from './sell-page.styles.ts';

interface Notice {
  readonly text: string;
  readonly undo?: () => void;
}

/** @summary Search, scan, tap, cart, pay. */
@customElement('tide-sell-page')
export class TideSellPage extends LocalizedElement {
  static override styles = [tokens, base, sellStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property({ attribute: false }) cart: CartOnScreen | undefined;
  @property() currency = 'EUR';
  @state() private notice: Notice | undefined;
  @state() private cartOpen = false;
  @query('tide-product-finder') private finder!: TideProductFinder;
  @query('tide-pay-flow') private payFlow!: TidePayFlow;
  @query('tide-parked-carts') private parkedCarts!: TideParkedCarts;
  @query('tide-cart-parts') private parts!: TideCartParts;

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
  /** Why a cart left the screen. Its changes can no longer be undone. */
  readonly #news = new Observed(
    this,
    () => this.cart,
    cart =>
      cart.news$.pipe(
        tap(news => {
          if (news !== undefined) this.notice = undefined;
        }),
      ),
  );
  readonly #carts = new Observed(
    this,
    () => this.till,
    till => till.selling.carts$,
  );
  readonly #openCarts = new Observed(
    this,
    () => this.till,
    till => till.selling.openCarts$,
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

  readonly #catalogue = new Observed(
    this,
    () => this.till,
    till => till.catalogue.changed$,
  );
  readonly #prices = new PriceChanges();

  override render() {
    const { till } = this;
    const draft = this.#draft.value;
    if (!till || !draft) return nothing;
    void [this.#customers.value, this.#catalogue.value];
    const parked = this.#carts.value ?? [];
    const elsewhere = (this.#openCarts.value ?? []).filter(
      cart => cart.id !== draft.cartId && draftOf(cart).lines.length > 0,
    );
    return html`
      <div class="root page" data-testid="sell-page">
        <section class="find" aria-label=${msg('Products')}>
          <h1 class="unseen">${msg('Sell')}</h1>
          <tide-product-finder
            .till=${till}
            .currency=${this.currency}
            .cartTurn=${this.cart?.turn ?? 0}
            @sellable-found=${this.#found}
          >
            ${this.#noticeLine()}
          </tide-product-finder>
        </section>
        <aside
          class=${this.cartOpen ? 'open' : ''}
          aria-label=${msg('Cart')}
          @quantity-change=${this.#quantity}
          @line-price=${this.#price}
          @line-note=${({ lineId }: LineNoteEvent) => void this.parts.showLineNote(lineId)}
          @cart-clear=${this.#clear}
          @cart-part=${this.#part}
          @pay=${() => void this.payFlow.show()}
        >
          ${this.#cartPanel(till, draft, parked.length)}
        </aside>
        ${this.#basket(till, draft)} ${this.#dialogs(till)}
        <tide-parked-carts
          .carts=${parked}
          .openCarts=${elsewhere}
          .selling=${till.selling}
          .timeZone=${this.#settings.value?.timeZone}
          .parkable=${draft.lines.length > 0}
          @park=${this.#park}
          @resume=${this.#resume}
        ></tide-parked-carts>
      </div>
    `;
  }

  #noticeLine() {
    const trouble = this.#trouble.value;
    const news = this.#news.value;
    const notice: Notice | undefined = trouble === undefined ? this.notice : { text: trouble };
    return html`${live('status', news !== undefined && this.#notice(news, msg('OK'), () => this.cart?.understood()))}
    ${live('status', notice && this.#notice(notice.text, msg('Undo'), notice.undo && (() => this.#undo(notice))))}`;
  }

  #notice(text: string, action: string, act: (() => void) | undefined) {
    return html`<p class="notice">
      <span>${text}</span>${act ? html`<button class="quiet" @click=${act}>${action}</button>` : nothing}
    </p>`;
  }

  #cartPanel(till: Till, draft: SaleDraft, parked: number) {
    const { discount, trouble, ...money } = draftMoney(draft, till.selling);
    return html`<tide-cart-list
      .lines=${draft.lines.map(({ id, item, quantity, note }) => ({
        lineId: id,
        title: item.title,
        detail: item.variantTitle ?? item.sku ?? '',
        price: item.unitPrice,
        priceNow: this.#prices.of({ id, item, quantity, note }, till.catalogue)?.variant.price,
        quantity,
        warning: lineWarning({ id, item, quantity, note }, draft, till.catalogue),
        note: note ?? '',
      }))}
      .sums=${{
        ...money,
        discountAmount: discount,
        trouble: cartTrouble(draft, till.catalogue) ?? trouble,
      }}
      .discount=${draft.discount}
      .currency=${this.currency}
      .customer=${customerName(draft.customerId, till.selling)}
      .note=${draft.note ?? ''}
      .clearable=${!isEmpty(draft) || draft.cartId !== null}
      .parked=${parked}
    ></tide-cart-list>`;
  }

  #basket(till: Till, draft: SaleDraft) {
    const count = pieces(draft);
    const total = moneyText(draftMoney(draft, till.selling).total, this.currency);
    return html`<button
      class="primary basket"
      aria-expanded=${this.cartOpen}
      @click=${() => (this.cartOpen = !this.cartOpen)}
    >
      ${this.cartOpen ? msg('Back to products') : msg(str`Cart · ${piecesText(count)} · ${total}`)}
    </button>`;
  }

  #dialogs(till: Till) {
    return html`
      <tide-pay-flow
        .cart=${this.cart}
        .selling=${till.selling}
        .catalogue=${till.catalogue}
        .settings=${this.#settings.value}
        .currency=${this.currency}
        @next-sale=${this.#nextSale}
      ></tide-pay-flow>
      <tide-cart-parts .till=${till} .cart=${this.cart} .currency=${this.currency}></tide-cart-parts>
    `;
  }

  /** Takes a scan that nothing refuses: while the receipt is open, it is the first of the next sale. */
  takeScan(code: string): void {
    this.payFlow.endReceipt();
    void this.finder.takeScan(code);
  }

  #found = ({ sellable, notice }: SellableFoundEvent): void => {
    if (!this.cart) return;
    const draft = withOneMore(this.cart.draft, sellable);
    const short = shortWords(sellable, draft);
    const told = [notice, short && `${sellable.product.title}: ${short.toLowerCase()}`]
      .filter(Boolean)
      .join(' ');
    this.notice = told ? { text: msg(str`${told} Added to the cart.`) } : undefined;
    this.cart.change(draft);
  };

  #quantity = ({ lineId, quantity }: QuantityChangeEvent): void => {
    const { cart } = this;
    if (!cart) return;
    const line = cart.draft.lines.find(each => each.id === lineId);
    cart.change(withQuantity(cart.draft, lineId, quantity));
    if (!line || quantity > 0) return;
    const undo = () => cart.change(together(cart.draft, { ...emptyDraft, lines: [line] }));
    this.notice = { text: msg(str`${line.item.title} was taken out.`), undo };
  };

  #price = ({ lineId, price }: LinePriceEvent): void => {
    const { cart, till } = this;
    const line = cart?.draft.lines.find(each => each.id === lineId);
    const now = line && till && this.#prices.of(line, till.catalogue);
    if (!cart || !now) return;
    if (price === 'now') cart.change(withPriceNow(cart.draft, lineId, now));
    else this.#prices.keep(line, now);
    this.requestUpdate();
  };

  #clear = (): void => {
    const undo = this.cart?.clear();
    if (undo) this.notice = { text: msg('The cart was cleared.'), undo };
  };

  #undo({ undo }: Notice): void {
    undo?.();
    this.notice = undefined;
  }

  #part = ({ part }: CartPartEvent): void => {
    void (part === 'park' ? this.parkedCarts.show() : this.parts.show(part));
  };

  #park = async ({ cartName }: ParkEvent): Promise<void> => {
    try {
      await this.cart?.park(cartName);
      this.cartOpen = false;
      this.#say(
        cartName === null ? msg('The cart is parked.') : msg(str`The cart is parked as “${cartName}”.`),
      );
    } catch (error) {
      this.#say(msg(str`The cart is not parked; it is still on screen. ${errorWords(error)}`));
    }
  };

  #resume = async ({ cartId }: ResumeEvent): Promise<void> => {
    const { cart } = this;
    if (!cart) return;
    const before = cart.draft;
    const isParked = () => !isEmpty(before) && cart.draft.saleId !== before.saleId;
    const say = (words: string) =>
      this.#say(
        [words, isParked() ? msg('The cart that was on screen is parked.') : ''].filter(Boolean).join(' '),
      );
    try {
      say((await cart.resume(cartId)) ? '' : msg('The other cart is not on this till any more.'));
    } catch (error) {
      say(msg(str`The other cart was not opened; it is where it was. ${errorWords(error)}`));
    }
  };

  #say(text: string): void {
    this.notice = text === '' ? undefined : { text: text.trim() };
  }

  #nextSale = async (): Promise<void> => {
    this.cartOpen = false;
    this.notice = undefined;
    await this.updateComplete;
    this.finder.focusSearch();
  };
}
