import '@tidemark/elements/cart/cart-list';
import { piecesText } from '@tidemark/elements/cart/pieces-text';
import type { LineNoteEvent, LinePriceEvent, QuantityChangeEvent } from '@tidemark/elements/events';
import { live } from '@tidemark/elements/look/live';
import { moneyText } from '@tidemark/elements/look/money-text';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { CartPart, CartPartEvent } from '@tidemark/elements/sales/sale-events';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { tap } from 'rxjs';
import { Answered } from '../page/answered.ts';
import { DrawnLater } from '../page/drawn-later.ts';
import { Observed } from '../page/observed.ts';
import { customerName } from '../sales/sale-views.ts';
import type { CartOnScreen } from './cart/cart-on-screen.ts';
import type { TideCartParts } from './cart/cart-parts.ts';
import './cart/cart-parts.ts';
import { draftOf } from './cart/draft-edits.ts';
import { draftFacts$, draftToShow, factsQuestion, termsOf, type KnownDraft } from './cart/draft-facts.ts';
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

  @property({ attribute: false }) till: PageTill | undefined;
  @property({ attribute: false }) cart: CartOnScreen | undefined;
  @property() currency = 'EUR';
  @state() private notice: Notice | undefined;
  @state() private cartOpen = false;
  @query('tide-product-finder') private finder!: TideProductFinder | null;
  @query('tide-pay-flow') private payFlow!: TidePayFlow | null;
  @query('tide-parked-carts') private parkedCarts!: TideParkedCarts | null;
  @query('tide-cart-parts') private parts!: TideCartParts | null;
  /** What comes after the products: the cart, and the dialogs of paying, of the parts of a cart, of parked carts. */
  readonly #later = new DrawnLater(this, 4);

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
  readonly #prices = new PriceChanges();
  #shown: KnownDraft | undefined;
  readonly #facts = new Answered(
    this,
    () => this.till,
    () => factsQuestion(this.#draft.value ?? emptyDraft),
    draftFacts$,
  );

  protected override update(changed: PropertyValues<this>): void {
    const before = changed.has('cart') || changed.has('till') ? undefined : this.#shown;
    this.#shown = draftToShow(this.#draft.value, this.#facts.value, before);
    super.update(changed);
  }

  override render() {
    const { till } = this;
    const draft = this.#draft.value;
    if (!till || !draft) return nothing;
    const parked = this.#carts.value ?? [];
    const shown = this.#later.has(0) ? this.#shown : undefined;
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
          @line-note=${({ lineId }: LineNoteEvent) => void this.#lineNote(lineId)}
          @cart-clear=${this.#clear}
          @cart-part=${this.#part}
          @pay=${() => void this.#pay()}
        >
          ${shown ? this.#cartPanel(shown, parked.length) : nothing}
        </aside>
        ${shown ? this.#basket(shown) : nothing} ${this.#cartDialogs(till)}
        ${
          this.#later.has(3)
            ? html`<tide-parked-carts
                .carts=${parked}
                .openCarts=${elsewhere}
                .till=${till}
                .parkable=${draft.lines.length > 0}
                @park=${this.#park}
                @resume=${this.#resume}
              ></tide-parked-carts>`
            : nothing
        }
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

  #cartPanel({ draft, facts }: KnownDraft, parked: number) {
    const { variants, customers } = facts;
    const { discount, trouble, ...money } = draftMoney(draft, termsOf(draft, facts));
    return html`<tide-cart-list
      .lines=${draft.lines.map(({ id, item, quantity, note }) => ({
        lineId: id,
        title: item.title,
        detail: item.variantTitle ?? item.sku ?? '',
        price: item.unitPrice,
        priceNow: this.#prices.of({ id, item, quantity, note }, variants)?.variant.price,
        quantity,
        warning: lineWarning({ id, item, quantity, note }, draft, variants),
        note: note ?? '',
      }))}
      .sums=${{
        ...money,
        discountAmount: discount,
        trouble: cartTrouble(draft, variants) ?? trouble,
      }}
      .discount=${draft.discount}
      .currency=${this.currency}
      .customer=${customerName(draft.customerId, customers)}
      .note=${draft.note ?? ''}
      .clearable=${!isEmpty(draft) || draft.cartId !== null}
      .parked=${parked}
    ></tide-cart-list>`;
  }

  #basket({ draft, facts }: KnownDraft) {
    const count = pieces(draft);
    const { total } = draftMoney(draft, termsOf(draft, facts));
    return html`<button
      class="primary basket"
      aria-expanded=${this.cartOpen}
      @click=${() => (this.cartOpen = !this.cartOpen)}
    >
      ${this.cartOpen ? msg('Back to products') : msg(str`Cart · ${piecesText(count)} · ${moneyText(total, this.currency)}`)}
    </button>`;
  }

  #cartDialogs(till: PageTill) {
    const { currency, cart } = this;
    return html`
      ${
        this.#later.has(1)
          ? html`<tide-pay-flow
              .till=${till}
              .cart=${cart}
              .currency=${currency}
              @next-sale=${this.#nextSale}
            ></tide-pay-flow>`
          : nothing
      }
      ${
        this.#later.has(2)
          ? html`<tide-cart-parts .till=${till} .cart=${cart} .currency=${currency}></tide-cart-parts>`
          : nothing
      }
    `;
  }

  async #pay(): Promise<void> {
    await this.#later.all;
    await this.payFlow?.show();
  }

  async #lineNote(lineId: string): Promise<void> {
    await this.#later.all;
    void this.parts?.showLineNote(lineId);
  }

  /** Takes a scan that nothing refuses: while the receipt is open, it is the first of the next sale. */
  takeScan(code: string): void {
    this.payFlow?.endReceipt();
    void this.finder?.takeScan(code);
  }

  /** Whether products have these words, by what is listed; undefined where that is not known. */
  fits(words: string): boolean | undefined {
    return this.finder?.fits(words);
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
    const { cart } = this;
    const line = cart?.draft.lines.find(each => each.id === lineId);
    const now = line && this.#shown && this.#prices.of(line, this.#shown.facts.variants);
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

  #part = ({ part }: CartPartEvent): void => void this.#showPart(part);

  async #showPart(part: CartPart): Promise<void> {
    await this.#later.all;
    await (part === 'park' ? this.parkedCarts?.show() : this.parts?.show(part));
  }

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
    this.finder?.focusSearch();
  };
}
