import { moneyText } from '@tidemark/elements/look/money-text';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { ScanResult, Sellable } from '@tidemark/till';
import type { PageTill, ProductCard } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { TideProductChosenEvent } from '../embed/product-chosen-event.ts';
import { Answered } from '../page/answered.ts';
import { Observed } from '../page/observed.ts';
import { orSay } from '../page/or-say.ts';
import { causeWords } from '../sell/cause-words.ts';
import { shortWords, stopMarks } from '../sell/cart/line-warning.ts';
import { emptyWords, fitsIn, listed$, readingOf } from '../sell/choose/listed.ts';
import { beepRefused } from '../sell/scan/beep.ts';
import { lateWords, stoppedWords } from '../sell/scan/missing.ts';
import { codeField } from '../sell/scan/scan-place.ts';
import { earFor } from '../sell/scan/take-scan.ts';
import { meaningOf } from '../sell/scan/meaning-of.ts';
import { Turns } from '../sell/cart/turns.ts';
import { withOneMore } from '../sell/cart/draft.ts';
import { holdCart, type HeldCart } from '../tills/shared-cart.ts';
import { currencyOf } from './currency-of.ts';
import { refuseScan } from '../sell/scan/scan-refusal.ts';
import { lockedScanWords } from '../shell/lock/lock-words.ts';
import { TillElement } from './till-element.ts';
import { whoSignsIn } from './who-signs-in.ts';

/** How many products are listed. */
const listed = 8;

/**
 * @summary Searches a till's products by words or code. A chosen product goes into the cart on its screen.
 * @fires {TideProductChosenEvent} tide-product-chosen - A product was chosen; cancelled, it is not put into the cart.
 * @csspart input - The search box.
 * @csspart product - A product that was found.
 */
@customElement('tide-till-search')
export class TideTillSearch extends TillElement {
  static override styles = [
    ...TillElement.styles,
    css`
      li button {
        width: 100%;
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 12px;
        align-items: center;
        margin-top: 6px;
        text-align: start;
        overflow-wrap: anywhere;
      }
      p {
        margin: 8px 0 0;
      }
    `,
  ];

  @state() private words = '';
  @state() private notice = '';
  /** The variants to choose from. */
  @state() private choice: readonly Sellable[] = [];
  @query('input') private field!: HTMLInputElement | null;
  #held: HeldCart | undefined;
  readonly #scans = new Turns();
  readonly #ear = earFor(
    this,
    () => (this.session ? this.till : undefined),
    words => fitsIn(this.#listed.value, words),
  );

  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  /** Nothing is listed without words. */
  readonly #listed = new Answered(
    this,
    () => (this.session && this.words.trim() ? this.till : undefined),
    () => ({ words: this.words, from: 0, to: listed, reading: readingOf(this.#status.value) }),
    listed$,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ear.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ear.stop();
  }

  #say = (words: string): void => {
    this.notice = words;
  };

  /** Puts a variant into the cart on screen; says so where the variant is gone meanwhile. */
  async add(productId: string, variantId: string): Promise<void> {
    const { till } = this;
    const cart = this.#held?.cart;
    const turn = cart?.turn;
    const sellables = till ? await orSay(() => till.catalogue.sellablesOf(productId), this.#say) : [];
    // Another till is shown now, or none.
    if (!sellables || cart !== this.#held?.cart) return;
    const sellable = sellables.find(each => each.variant.id === variantId);
    if (!cart || !sellable) this.notice = msg('This product is not sold any more.');
    else if (sellable.stop) this.notice = stoppedWords(sellable.product.title, sellable.stop).text;
    else if (cart.turn !== turn) {
      const { title, text } = lateWords('', { kind: 'found', sellable });
      this.notice = `${title}. ${text}`;
    } else {
      cart.change(withOneMore(cart.draft, sellable));
      const short = shortWords(sellable, cart.draft);
      this.notice = [msg(str`${sellable.product.title} is in the cart.`), short].filter(Boolean).join(' ');
    }
  }

  protected override renderTill(till: PageTill) {
    if (!this.session) return whoSignsIn(till, this.shop);
    const found = this.#listed.value;
    const nothingFound = emptyWords(found);
    return html`<div class="root">
      <form role="search" @submit=${(event: SubmitEvent) => this.#submitted(event, till)}>
        <input
          part="input"
          type="search"
          data-scan=${codeField}
          data-testid="small-search"
          aria-label=${msg('Search products')}
          placeholder=${msg('Search products')}
          maxlength="200"
          autocomplete="off"
          spellcheck="false"
          .value=${this.words}
          @input=${(event: Event) => this.#typed(event, till)}
        />
      </form>
      <div aria-live="polite">
        ${this.notice ? html`<p class="quiet">${this.notice}</p>` : nothing}
        ${nothingFound && this.choice.length === 0 && !this.notice ? html`<p class="quiet">${nothingFound}</p>` : nothing}
        ${this.choice.length > listed ? html`<p class="quiet">${msg(str`These are the first of ${numberText(this.choice.length)} kinds. Another is found by its SKU or barcode.`)}</p>` : nothing}
        ${this.choice.length === 0 && found && found.total > listed ? html`<p class="quiet">${msg(str`${numberText(found.total)} products fit; these are the first.`)}</p>` : nothing}
      </div>
      <ul>
        ${this.choice.length > 0 ? this.choice.slice(0, listed).map(each => this.#variant(each)) : found?.cards.map(each => this.#product(each))}
      </ul>
    </div>`;
  }

  /** A product is chosen by its only variant, or opens the choice of several. */
  #product({ id, title, price, available, stop, variants }: ProductCard) {
    const choose = () => void this.#open(id);
    if (variants === 1) return this.#row({ title, price, available, stop }, choose);
    const kinds = counted(variants, str`${numberText(variants)} kind`, str`${numberText(variants)} kinds`);
    return html`<li>
      <button part="product" data-testid="small-product" @click=${choose}>
        <span>${title}</span><span>${kinds}</span>
      </button>
    </li>`;
  }

  #variant(sellable: Sellable) {
    const { product, variant, available, stop } = sellable;
    const title = product.variants.length > 1 ? `${product.title} · ${variant.title}` : product.title;
    return this.#row({ title, price: variant.price, available, stop }, () => this.#choose(sellable));
  }

  #row({ title, price, available, stop }: Row, choose: () => void) {
    const currency = currencyOf(this.#settings.value, this.session);
    const number = available === undefined ? '' : leftText(available);
    const left = stop ? stopMarks[stop] : number;
    return html`<li>
      <button part="product" data-testid="small-product" @click=${choose}>
        <span>${title}</span>
        <span class="number">${[moneyText(price, currency), left].filter(Boolean).join(' · ')}</span>
      </button>
    </li>`;
  }

  async #open(productId: string): Promise<void> {
    const { till, words } = this;
    if (!till) return;
    const sellables = await orSay(() => till.catalogue.sellablesOf(productId), this.#say);
    if (!sellables || !this.isConnected || till !== this.till || words !== this.words) return;
    const [only, ...others] = sellables;
    if (!only) this.notice = msg('This product is not sold any more.');
    else if (others.length > 0) this.choice = sellables;
    else this.#choose(only);
  }

  #typed(event: Event, till: PageTill): void {
    this.words = (event.currentTarget as HTMLInputElement).value;
    this.notice = '';
    this.choice = [];
    if (this.#status.value?.opening) void till.diskCatalogue.searchable(this.words);
  }

  async #submitted(event: SubmitEvent, till: PageTill): Promise<void> {
    event.preventDefault();
    const code = this.words.trim();
    if (code === '') return;
    const meaning = await orSay(() => meaningOf(code, till.catalogue), this.#say);
    if (meaning === undefined || meaning === 'words' || till !== this.till) return;
    await this.#scan(code);
  }

  /** A code was scanned. */
  takeScan(code: string): void {
    this.till?.used();
    if (this.access === 'locked') refuseScan(this.renderRoot, lockedScanWords());
    else void this.#scan(code);
  }

  /** Looks up scans one after the other, so none replaces another's answer. */
  #scan(code: string): Promise<void> {
    return this.#scans.take(async () => {
      if (!this.till) return;
      this.notice = msg(str`Looking for ${code} …`);
      const { till } = this;
      const result = await orSay(() => till.scan(code), this.#say);
      if (result && till === this.till) this.#took(code, result);
    });
  }

  #took(code: string, result: ScanResult): void {
    this.notice = '';
    switch (result.kind) {
      case 'found':
      case 'repaired':
        return this.#choose(result.sellable);
      case 'several':
        this.choice = result.sellables;
        return;
      case 'not-found':
      case 'label':
      case 'refused':
      case 'offline': {
        const { title, text } = causeWords(code, result, this.#settings.value?.timeZone);
        this.notice = `${title} ${text}`;
        beepRefused();
      }
    }
  }

  #choose({ product, variant, stop }: Sellable): void {
    if (stop) {
      this.notice = stoppedWords(product.title, stop).text;
      return beepRefused();
    }
    const chosen = { productId: product.id, variantId: variant.id, title: product.title };
    this.words = '';
    this.choice = [];
    this.notice = '';
    this.field?.focus();
    if (this.dispatchEvent(new TideProductChosenEvent(chosen))) void this.add(product.id, variant.id);
  }

  protected override tillChanged(till: PageTill | undefined): void {
    this.#held?.[Symbol.dispose]();
    this.#held = till && holdCart(till, this.shop);
  }
}

/** What a row says of a product, or of a variant. */
type Row = Pick<ProductCard, 'title' | 'price' | 'available' | 'stop'>;

function leftText(available: number): string {
  return available <= 0 ? msg('none left') : msg(str`${numberText(available)} left`);
}
