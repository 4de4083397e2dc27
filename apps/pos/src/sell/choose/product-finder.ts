import { base, clockTime, live, tokens, type ProductChosenEvent } from '@tidemark/elements';
import { counted, LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import { nearestStop, type Product } from '@tidemark/schema';
import type { ScanResult, SearchResult, Sellable, Till } from '@tidemark/till';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ShopFoundEvent } from '../../find/ask-events.ts';
import type { TideAskShop } from '../../find/ask-shop.ts';
import '../../find/ask-shop.ts';
import { Observed } from '../../page/observed.ts';
import { orSay } from '../../page/or-say.ts';
import { readingWords } from '../../words/reading-words.ts';
import { stopMarks } from '../cart/line-warning.ts';
import { finderStyles } from './product-finder.styles.ts';
import { beepRefused } from '../scan/beep.ts';
import { looksLikeCode } from '../scan/code-in-field.ts';
import { goneWords, isFound, lateWords, missingWords, stoppedWords, type Missing } from '../scan/missing.ts';
import { codeField } from '../scan/scan-place.ts';
import { refuseScan } from '../scan/scan-refusal.ts';
import { Turns } from '../cart/turns.ts';
import type { TideVariantChoice, VariantChosenEvent } from './variant-choice.ts';
import './variant-choice.ts';

/** How many scans that found nothing are shown. */
const mostMissing = 5;

/** Something to sell was found: by a tap, by a scan, or with the shop's help. */
export class SellableFoundEvent extends Event {
  static readonly type = 'sellable-found';
  readonly sellable: Sellable;
  /** What a cashier should know about how it was found; '' for nothing. */
  readonly notice: string;

  constructor(sellable: Sellable, notice = '') {
    super(SellableFoundEvent.type, { bubbles: true, composed: true });
    this.sellable = sellable;
    this.notice = notice;
  }
}

/**
 * @summary Finds something by words, by tapping or by scanning, and says why it is not found.
 * @fires {SellableFoundEvent} sellable-found - Something to sell was found.
 * @slot - Notices above the products.
 */
@customElement('tide-product-finder')
export class TideProductFinder extends LocalizedElement {
  static override styles = [tokens, base, finderStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property() currency = 'EUR';
  /** The number of the cart that a scan is for: another number is another cart. */
  @property({ type: Number }) cartTurn = 0;
  @state() private words = '';
  @state() private asking = '';
  /** Scans that found nothing, until the next scan or key. */
  @state() private missing: readonly Missing[] = [];
  /** Products that the shop found; those for sale are shown before the others. */
  @state() private brought: readonly string[] = [];
  @query('tide-variant-choice') private choice!: TideVariantChoice;
  @query('input') private field!: HTMLInputElement | null;
  @query('tide-ask-shop') private shop!: TideAskShop;
  readonly #scans = new Turns();

  readonly #changes = new Observed(
    this,
    () => this.till,
    till => till.catalogue.changed$,
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );

  /** Makes the page ready for the next scan. */
  focusSearch(): void {
    this.field?.focus({ preventScroll: true });
  }

  override render() {
    void this.#changes.value;
    const result = this.till?.catalogue.search(this.words, Number.MAX_SAFE_INTEGER);
    return html`
      <div class="root finder" @product-chosen=${this.#chosen}>
        <form role="search" @submit=${this.#submitted}>
          <input
            type="search"
            data-scan=${codeField}
            data-testid="search-input"
            aria-label=${msg('Search or scan')}
            placeholder=${msg('Search title, vendor, SKU – or scan')}
            .value=${this.words}
            @input=${this.#typed}
            autocomplete="off"
            spellcheck="false"
          />
        </form>
        ${live('alert', this.missing.length > 0 && this.missing.map(each => this.#missingPanel(each)))}
        ${live('status', this.asking && html`<p class="notice">${this.asking}</p>`)}
        <slot></slot>
        <p class="count" aria-live="polite">${this.#countWords(result)}</p>
        <tide-product-grid
          .products=${this.#withBrought(result?.products ?? [])}
          .availableOf=${(product: Product) => this.till?.catalogue.availableOf(product)}
          .stopOf=${this.#stopOf}
          .currency=${this.currency}
          .emptyText=${this.#emptyText()}
        ></tide-product-grid>
        <tide-ask-shop
          kind="products"
          .till=${this.till}
          .query=${this.words}
          @shop-found=${({ found }: ShopFoundEvent) => (this.brought = found.map(({ id }) => id))}
        ></tide-ask-shop>
        <tide-variant-choice
          .currency=${this.currency}
          @variant-chosen=${({ sellable }: VariantChosenEvent) => this.#picked(sellable)}
        ></tide-variant-choice>
      </div>
    `;
  }

  /** Shopify may find a product by words by which it is not found here. */
  #withBrought(products: readonly Product[]): readonly Product[] {
    if (this.brought.length === 0) return products;
    const brought = this.brought.flatMap(id => this.till?.catalogue.product(id) ?? []);
    return [...brought, ...products.filter(({ id }) => !this.brought.includes(id))];
  }

  #countWords(result: SearchResult | undefined): string {
    const isOpening = this.#status.value?.opening === true;
    if (!result) return '';
    if (!isOpening) return countWords(result);
    // Until everything is read, a search finds only the first products; the number of all products may be known.
    if (this.words) return result.total === 0 ? '' : msg(str`${countWords(result)} so far`);
    const count = result.total > result.products.length ? countWords(result) : '';
    return [count, this.#stockWords(result)].filter(Boolean).join(' · ');
  }

  /** The first screen shows the stock that was kept with it; sales of this till are in it. */
  #stockWords({ products }: SearchResult): string {
    const verifiedAt = this.#status.value?.collections.inventoryLevels.verifiedAt;
    if (verifiedAt === undefined || products.length === 0) return '';
    return msg(str`Stock as of ${clockTime(verifiedAt, this.#settings.value?.timeZone)}`);
  }

  #emptyText(): string {
    const { opening, filling } = this.#status.value ?? {};
    if (opening) return readingWords();
    if (this.words) return msg(str`No product here fits “${this.words}”. Press Enter to ask the shop.`);
    return filling ? msg('The shop is being read …') : msg('No products yet.');
  }

  #missingPanel(missing: Missing) {
    const { cause, title, text, act } = missing;
    return html`<div class="missing" data-testid="not-found" data-cause=${cause}>
      <div>
        <strong>${title}</strong>
        <p>${text}</p>
        ${act ? html`<button class="act" data-testid="not-found-act" @click=${() => this.#act(missing)}>${act.words}</button>` : nothing}
      </div>
      <button class="close" aria-label=${msg('Close')} @click=${() => this.#close(missing)}>×</button>
    </div>`;
  }

  #close(missing: Missing): void {
    this.missing = this.missing.filter(each => each !== missing);
  }

  #act(missing: Missing): void {
    this.#close(missing);
    if (missing.act?.sellable) this.#found(missing.act.sellable);
    else void this.takeScan(missing.code);
  }

  #typed = (event: Event): void => {
    this.words = (event.currentTarget as HTMLInputElement).value;
    this.missing = [];
    if (this.#status.value?.opening) void this.till?.diskCatalogue.searchable(this.words);
  };

  #submitted = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const code = this.words.trim();
    if (!code || !this.till) return;
    const { catalogue } = this.till;
    const { total, isSimilar } = catalogue.search(code, 1);
    const isWords = (total > 0 && !isSimilar) || !looksLikeCode(code);
    if (catalogue.find(code).length === 0 && isWords) return this.shop.ask();
    const result = await this.takeScan(code);
    if (this.words.trim() !== code || !result) return;
    if (isFound(result)) this.words = '';
    // So it is no code, but a word with a number in it.
    else if (result.kind === 'not-found' && result.cause === 'not-in-shopify') await this.#askInstead();
  };

  #askInstead(): Promise<void> {
    this.missing = [];
    return this.shop.ask();
  }

  /** Looks up scans one after the other; each goes into the cart that it was scanned for, or says why not. */
  takeScan(code: string): Promise<ScanResult | undefined> {
    const { till, cartTurn } = this;
    if (this.#scans.isIdle) this.missing = [];
    return this.#scans.take(async () => {
      if (!till) return undefined;
      if (this.#status.value?.opening) this.asking = msg(str`Looking for ${code} …`);
      else if (till.catalogue.find(code).length === 0)
        this.asking = msg(str`Asking the shop about ${code} …`);
      let result: ScanResult | undefined;
      const failed = (message: string) =>
        (result = { kind: 'refused', reason: { code: 'unknown', message } });
      result = (await orSay(() => till.scan(code), failed)) ?? result;
      this.asking = '';
      if (result) await this.#took(code, result, cartTurn !== this.cartTurn);
      return result;
    });
  }

  async #took(code: string, result: ScanResult, isLate: boolean): Promise<void> {
    // The cashier went to another screen meanwhile.
    if (!this.isConnected) return refuseScan(document.body, goneWords(code, result));
    if (!isFound(result))
      return this.#miss(missingWords(code, result, isLate, this.#settings.value?.timeZone));
    if (isLate) return this.#miss(lateWords(code, result));
    switch (result.kind) {
      case 'found':
        return this.#found(result.sellable);
      case 'several':
        return this.#choose(result.sellables);
      case 'repaired': {
        const { title } = result.sellable.product;
        const notice =
          result.missingIn === 'till'
            ? msg(str`${title} was missing on this till. It is here now.`)
            : msg(str`${title} was missing in the mirror. It is here now.`);
        return this.#found(result.sellable, notice);
      }
    }
  }

  #miss(missing: Missing): void {
    this.missing = [missing, ...this.missing].slice(0, mostMissing);
    beepRefused();
  }

  #chosen = ({ productId }: ProductChosenEvent): void => {
    const sellables = this.till?.catalogue.sellablesOf(productId) ?? [];
    if (sellables.length === 1 && sellables[0]) this.#picked(sellables[0]);
    else void this.#choose(sellables);
  };

  /** A tapped product is sold, or says why not, like a scanned one. */
  #picked(sellable: Sellable): void {
    if (sellable.stop) this.#miss(stoppedWords(sellable.product.title, sellable.stop));
    else this.#found(sellable);
  }

  /** Marks a product where none of its variants is sold here. */
  #stopOf = (product: Product): string | undefined => {
    const sellables = this.till?.catalogue.sellablesOf(product.id) ?? [];
    const stop = sellables.every(each => each.stop)
      ? nearestStop(sellables.flatMap(each => each.stop ?? []))
      : undefined;
    return stop && stopMarks[stop];
  };

  /** Resolves when one is chosen, or none. */
  async #choose(sellables: readonly Sellable[]): Promise<void> {
    await this.choice.show(sellables);
    await this.choice.closed();
  }

  #found(sellable: Sellable, notice = ''): void {
    this.dispatchEvent(new SellableFoundEvent(sellable, notice));
  }
}

function countWords({ total, isSimilar, query }: SearchResult): string {
  const number = numberText(total);
  const products = counted(total, str`${number} product`, str`${number} products`);
  return isSimilar ? msg(str`Nothing with “${query}”; ${products} with nearly that`) : products;
}
