import { base, live, tokens, type ProductChosenEvent } from '@tidemark/elements';
import type { Product } from '@tidemark/schema';
import type { ScanResult, SearchResult, Sellable, Till } from '@tidemark/till';
import { html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ShopFoundEvent } from '../find/ask-events.ts';
import type { TideAskShop } from '../find/ask-shop.ts';
import '../find/ask-shop.ts';
import { looksLikeCode } from '../find/find-words.ts';
import { Observed } from '../observed.ts';
import { readingWords } from '../reading-words.ts';
import { causeWords } from './cause-words.ts';
import { finderStyles } from './product-finder.styles.ts';
import { isWordless, scanTurn, type KeyTarget, type ScanScope } from './scan-scope.ts';
import type { TideVariantChoice, VariantChosenEvent } from './variant-choice.ts';
import './variant-choice.ts';
import { afterKey, codeInField, longestPause, noBurst } from './wedge.ts';

/** Something to sell was found: by a tap, a scan, or the shop's help. */
export class SellableFoundEvent extends Event {
  static readonly type = 'sellable-found';
  readonly sellable: Sellable;
  /** What a cashier should know about how it was found; '' when nothing. */
  readonly notice: string;

  constructor(sellable: Sellable, notice = '') {
    super(SellableFoundEvent.type, { bubbles: true, composed: true });
    this.sellable = sellable;
    this.notice = notice;
  }
}

/**
 * @summary Finds something by words, by tapping or by scanning, and says why it is not found.
 * @fires {SellableFoundEvent} sellable-found - It was found.
 * @slot - Notices above the products.
 */
@customElement('tide-product-finder')
export class TideProductFinder extends LitElement {
  static override styles = [tokens, base, finderStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property() currency = 'EUR';
  @property() scan: ScanScope = 'page';
  @state() private words = '';
  @state() private asking = '';
  @state() private missing: ReturnType<typeof causeWords> | undefined;
  /** Products that the shop was asked for; those for sale are shown before the others. */
  @state() private brought: readonly string[] = [];
  @query('tide-variant-choice') private choice!: TideVariantChoice;
  @query('input') private field!: HTMLInputElement | null;
  @query('tide-ask-shop') private shop!: TideAskShop;
  /** Keys with the pauses of a scanner, and of one that stutters. */
  #quick = noBurst;
  #halting = noBurst;

  readonly #changes = new Observed(
    this,
    () => this.till,
    till => till.catalogue.changed$,
  );
  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    globalThis.addEventListener('keydown', this.#keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    globalThis.removeEventListener('keydown', this.#keyed);
  }

  /** Ready for the next scan. */
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
            data-testid="search-input"
            aria-label="Search or scan"
            placeholder="Search title, vendor, SKU – or scan"
            .value=${this.words}
            @input=${this.#typed}
            autocomplete="off"
            spellcheck="false"
          />
        </form>
        ${live('alert', this.missing && this.#missingPanel(this.missing))}
        ${live('status', this.asking && html`<p class="notice">${this.asking}</p>`)}
        <slot></slot>
        <p class="count" aria-live="polite">${this.#countWords(result)}</p>
        <tide-product-grid
          .products=${this.#withBrought(result?.products ?? [])}
          .availableOf=${(product: Product) => this.till?.catalogue.availableOf(product)}
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
          @variant-chosen=${({ sellable }: VariantChosenEvent) => this.#found(sellable)}
        ></tide-variant-choice>
      </div>
    `;
  }

  /** A product may be found in Shopify by words that it is not found by here. */
  #withBrought(products: readonly Product[]): readonly Product[] {
    if (this.brought.length === 0) return products;
    const brought = this.brought.flatMap(id => this.till?.catalogue.product(id) ?? []);
    return [...brought, ...products.filter(({ id }) => !this.brought.includes(id))];
  }

  #countWords(result: SearchResult | undefined): string {
    const isOpening = this.#status.value?.opening === true;
    if (!result) return '';
    if (!isOpening) return countWords(result);
    // Of what is searched for, only the first are found until everything is read; of all, the number may be known.
    if (this.words) return result.total === 0 ? '' : `${countWords(result)} so far`;
    return result.total > result.products.length ? countWords(result) : '';
  }

  #emptyText(): string {
    const { opening, filling } = this.#status.value ?? {};
    if (opening) return readingWords;
    if (this.words) return `No product here fits “${this.words}”. Press Enter to ask the shop.`;
    return filling ? 'The shop is being read …' : 'No products yet.';
  }

  #missingPanel({ cause, title, text }: ReturnType<typeof causeWords>) {
    return html`<div class="missing" data-testid="not-found" data-cause=${cause}>
      <div>
        <strong>${title}</strong>
        <p>${text}</p>
      </div>
      <button aria-label="Close" @click=${() => (this.missing = undefined)}>×</button>
    </div>`;
  }

  #typed = (event: Event): void => {
    this.words = (event.currentTarget as HTMLInputElement).value;
    this.missing = undefined;
    if (this.#status.value?.opening) void this.till?.early.searchable(this.words);
  };

  #submitted = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const code = this.words.trim();
    if (!code || !this.till) return;
    const { catalogue } = this.till;
    const { total, isSimilar } = catalogue.search(code, 1);
    const isWords = (total > 0 && !isSimilar) || !looksLikeCode(code);
    if (catalogue.find(code).length === 0 && isWords) return this.shop.ask();
    await this.#scan(code);
    if (this.words.trim() !== code) return;
    if (!this.missing) this.words = '';
    // No code, then: a word with a number in it.
    else if (this.missing.cause === 'not-in-shopify') await this.#askInstead();
  };

  #askInstead(): Promise<void> {
    this.missing = undefined;
    return this.shop.ask();
  }

  /**
   * A scanner types wherever the focus is. In the search field its code is taken alone, whatever stood there before; in
   * another field its keys are that field's, in a dialog they are not ours.
   */
  #keyed = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const [target] = path;
    const isSearch = target === this.field;
    if (
      !this.#isOurs(path) ||
      (target instanceof HTMLInputElement && !isSearch) ||
      target instanceof HTMLTextAreaElement ||
      path.some(each => each instanceof HTMLDialogElement) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const quick = afterKey(this.#quick, event.key, event.timeStamp, longestPause.inField);
    const halting = afterKey(this.#halting, event.key, event.timeStamp, longestPause.elsewhere);
    [this.#quick, this.#halting] = [quick.burst, halting.burst];
    const scanned = isSearch ? this.#codeInField(quick.scanned, halting.scanned) : halting.scanned;
    if (scanned === undefined) return;
    event.preventDefault();
    if (isSearch) this.words = '';
    void this.#scan(scanned);
  };

  /** Keys of this till's own elements are; others where the page is handed over, and no other till has the turn. */
  #isOurs(path: readonly EventTarget[]): boolean {
    const till = tillAround(this);
    if (path.includes(till)) return true;
    return this.scan === 'page' && scanTurn.has(till) && isWordless((path[0] ?? {}) as KeyTarget);
  }

  #codeInField(quick: string | undefined, halting: string | undefined): string | undefined {
    const { catalogue } = this.till ?? {};
    return codeInField({
      value: this.field?.value ?? '',
      quick,
      halting,
      isKnown: code => (catalogue?.find(code).length ?? 0) > 0,
      fits: words => (catalogue?.search(words, 1).products.length ?? 0) > 0,
    });
  }

  async #scan(code: string): Promise<void> {
    if (!this.till) return;
    this.missing = undefined;
    const { catalogue } = this.till;
    if (this.#status.value?.opening) this.asking = `Looking for ${code} …`;
    else if (catalogue.find(code).length === 0) this.asking = `Asking the shop about ${code} …`;
    const result = await this.till.scan(code);
    this.asking = '';
    this.#took(code, result);
  }

  #took(code: string, result: ScanResult): void {
    switch (result.kind) {
      case 'found':
        return this.#found(result.sellable);
      case 'several':
        return this.#choose(result.sellables);
      case 'repaired': {
        const where = result.missingIn === 'till' ? 'on this till' : 'in the mirror';
        const notice = `${result.sellable.product.title} was missing ${where}. It is here now.`;
        return this.#found(result.sellable, notice);
      }
      case 'not-found':
      case 'refused':
      case 'offline':
        this.missing = causeWords(code, result);
    }
  }

  #chosen = ({ productId }: ProductChosenEvent): void => {
    const sellables = this.till?.catalogue.sellablesOf(productId) ?? [];
    if (sellables.length === 1 && sellables[0]) this.#found(sellables[0]);
    else this.#choose(sellables);
  };

  #choose(sellables: readonly Sellable[]): void {
    void this.choice.show(sellables);
  }

  #found(sellable: Sellable, notice = ''): void {
    this.dispatchEvent(new SellableFoundEvent(sellable, notice));
  }
}

/** The outermost element of ours around this one: the whole till. */
function tillAround(element: Element): Element {
  const root = element.getRootNode();
  const around = element.closest('tide-till') ?? (root instanceof ShadowRoot ? root.host : undefined);
  return around === undefined || around === element ? element : tillAround(around);
}

function countWords({ total, isSimilar, query }: SearchResult): string {
  const products = `${total.toLocaleString()} ${total === 1 ? 'product' : 'products'}`;
  return isSimilar ? `Nothing with “${query}”; ${products} with nearly that` : products;
}
