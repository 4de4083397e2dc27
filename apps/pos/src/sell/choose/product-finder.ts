import type { ProductChosenEvent, RangeShownEvent } from '@tidemark/elements/events';
import { live } from '@tidemark/elements/look/live';
import { clockTime } from '@tidemark/elements/look/time';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/products/product-grid';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { SaleStop } from '@tidemark/schema';
import type { ScanResult, Sellable } from '@tidemark/till';
import type { PageTill, Range } from '@tidemark/till/page';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ShopFoundEvent } from '../../find/ask-events.ts';
import type { TideAskShop } from '../../find/ask-shop.ts';
import '../../find/ask-shop.ts';
import { Answered } from '../../page/answered.ts';
import { Observed } from '../../page/observed.ts';
import { orSay } from '../../page/or-say.ts';
import { rangeAround, type RangeSteps } from '../../page/range-asked.ts';
import { stopMarks } from '../cart/line-warning.ts';
import { countWords, emptyWords, fitsIn, listed$, readingOf } from './listed.ts';
import { finderStyles } from './product-finder.styles.ts';
import { beepRefused } from '../scan/beep.ts';
import { looksLikeCode } from '../scan/code-in-field.ts';
import { goneWords, isFound, lateWords, missingWords, stoppedWords, type Missing } from '../scan/missing.ts';
import { codeField } from '../scan/scan-place.ts';
import { refuseScan } from '../scan/scan-refusal.ts';
import { meaningOf } from '../scan/meaning-of.ts';
import { Turns } from '../cart/turns.ts';
import type { TideVariantChoice, VariantChosenEvent } from './variant-choice.ts';
import './variant-choice.ts';

/** How many scans that found nothing are shown. */
const mostMissing = 5;

const cardSteps: RangeSteps = { step: 30, least: 60, most: 240 };
const firstCards: Range = { from: 0, to: cardSteps.least };

const stopWords = (stop: SaleStop): string => stopMarks[stop];

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

  @property({ attribute: false }) till: PageTill | undefined;
  @property() currency = 'EUR';
  /** The number of the cart that a scan is for: another number is another cart. */
  @property({ type: Number }) cartTurn = 0;
  @state() private words = '';
  /** The places of the list that are asked for. */
  @state() private range = firstCards;
  @state() private asking = '';
  /** Scans that found nothing, until the next scan or key. */
  @state() private missing: readonly Missing[] = [];
  /** Products that the shop found; those for sale are shown before the others. */
  @state() private brought: readonly string[] = [];
  @query('tide-variant-choice') private choice!: TideVariantChoice;
  @query('input') private field!: HTMLInputElement | null;
  @query('tide-ask-shop') private shop!: TideAskShop;
  readonly #scans = new Turns();

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
  readonly #listed = new Answered(
    this,
    () => this.till,
    () => ({
      ...{ words: this.words, ...this.range, first: this.brought },
      reading: readingOf(this.#status.value),
    }),
    listed$,
  );

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('words') || changed.has('till')) this.range = firstCards;
  }

  /** Whether products have these words, by what is listed; undefined where that is not known. */
  fits(words: string): boolean | undefined {
    return fitsIn(this.#listed.value, words);
  }

  /** Makes the page ready for the next scan. */
  focusSearch(): void {
    this.field?.focus({ preventScroll: true });
  }

  override render() {
    const listed = this.#listed.value;
    return html`
      <div class="root finder" @product-chosen=${this.#chosen} @range-shown=${this.#rangeShown}>
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
        <p class="count" aria-live="polite">${countWords(listed, this.#stockWords())}</p>
        <tide-product-grid
          .cards=${listed?.cards ?? []}
          .from=${listed?.from ?? 0}
          .total=${listed?.held ?? 0}
          .query=${listed?.words ?? ''}
          .stopWords=${stopWords}
          .currency=${this.currency}
          .emptyText=${emptyWords(listed)}
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

  /** The places of other words are not these words' places. */
  #rangeShown = (shown: RangeShownEvent): void => {
    if (this.#listed.value?.words === this.words) this.range = rangeAround(shown, this.range, cardSteps);
  };

  /** The first screen shows the stock that was kept with it; sales of this till are in it. */
  #stockWords(): string {
    const verifiedAt = this.#status.value?.collections.inventoryLevels.verifiedAt;
    if (verifiedAt === undefined) return '';
    return msg(str`Stock as of ${clockTime(verifiedAt, this.#settings.value?.timeZone)}`);
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
    const { till, cartTurn } = this;
    if (!code || !till) return;
    const isStill = () => this.isConnected && till === this.till && this.words.trim() === code;
    const meaning = await orSay(() => meaningOf(code, till.catalogue), this.#say);
    if (meaning === undefined) return;
    if (meaning === 'words' || (meaning === 'neither' && !looksLikeCode(code)))
      return isStill() ? this.shop.ask() : undefined;
    // A code is looked up also where other words were typed meanwhile: it may have come from a scanner.
    const result = await this.#look(code, till, cartTurn);
    if (!isStill() || !result) return;
    if (isFound(result)) this.words = '';
    // So it is no code, but a word with a number in it.
    else if (result.kind === 'not-found' && result.cause === 'not-in-shopify') await this.#askInstead();
  };

  #askInstead(): Promise<void> {
    this.missing = [];
    return this.shop.ask();
  }

  /** Takes a scan for the cart that is on screen now. */
  takeScan(code: string): Promise<ScanResult | undefined> {
    return this.#look(code, this.till, this.cartTurn);
  }

  /** Looks up scans one after the other; each goes into the cart that it was scanned for, or says why not. */
  #look(code: string, till: PageTill | undefined, cartTurn: number): Promise<ScanResult | undefined> {
    if (this.#scans.isIdle) this.missing = [];
    return this.#scans.take(async () => {
      if (!till) return undefined;
      const answered = this.#sayAsking(code, till);
      let result: ScanResult | undefined;
      const failed = (message: string) =>
        (result = { kind: 'refused', reason: { code: 'unknown', message } });
      result = (await orSay(() => till.scan(code), failed)) ?? result;
      answered();
      if (result) await this.#took(code, result, till !== this.till || cartTurn !== this.cartTurn);
      return result;
    });
  }

  /** Says what is being done where it may take a while, until the function that it returns is called. */
  #sayAsking(code: string, till: PageTill): () => void {
    let isAnswered = false;
    const say = (words: string) => {
      if (!isAnswered) this.asking = words;
    };
    if (this.#status.value?.opening) say(msg(str`Looking for ${code} …`));
    else
      void till.catalogue.find(code).then(
        found => found.length === 0 && say(msg(str`Asking the shop about ${code} …`)),
        // The scan itself says why.
        () => undefined,
      );
    return () => {
      isAnswered = true;
      this.asking = '';
    };
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

  /** Says why something did not work. */
  #say = (title: string): void => this.#miss({ code: '', cause: 'unknown', title, text: '', act: undefined });

  #chosen = async ({ productId }: ProductChosenEvent): Promise<void> => {
    const { till, cartTurn } = this;
    if (!till) return;
    const sellables = await orSay(() => till.catalogue.sellablesOf(productId), this.#say);
    if (!sellables || !this.isConnected || till !== this.till) return;
    const [only, ...others] = sellables;
    if (!only) this.#say(msg('This product is not sold any more.'));
    else if (others.length > 0) await this.#choose(sellables);
    else if (!only.stop && cartTurn !== this.cartTurn)
      this.#miss(lateWords('', { kind: 'found', sellable: only }));
    else this.#picked(only);
  };

  /** A tapped product is sold, or says why not, like a scanned one. */
  #picked(sellable: Sellable): void {
    if (sellable.stop) this.#miss(stoppedWords(sellable.product.title, sellable.stop));
    else this.#found(sellable);
  }

  /** Resolves when one is chosen, or none. */
  async #choose(sellables: readonly Sellable[]): Promise<void> {
    await this.choice.show(sellables);
    await this.choice.closed();
  }

  #found(sellable: Sellable, notice = ''): void {
    this.dispatchEvent(new SellableFoundEvent(sellable, notice));
  }
}
