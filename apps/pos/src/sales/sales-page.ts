import type { RangeShownEvent } from '@tidemark/elements/events';
import { choiceStyles, dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { TideWordsDialog } from '@tidemark/elements/look/words-dialog';
import '@tidemark/elements/look/words-dialog';
import '@tidemark/elements/sales/sale-details';
import type { DecideEvent, SaleChosenEvent, WordsEvent } from '@tidemark/elements/sales/sale-events';
import '@tidemark/elements/sales/sale-list';
import { customerIdOf } from '@tidemark/schema';
import { LocalizedElement, msg, numberText } from '@tidemark/elements/language';
import type { CustomerEntry, SaleEntry } from '@tidemark/till';
import type { PageTill, Range, RecordFilter, SaleListing } from '@tidemark/till/page';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'rxjs';
import { shopLanguage } from '../languages/till-language.ts';
import { Answered } from '../page/answered.ts';
import { Observed } from '../page/observed.ts';
import { orSay } from '../page/or-say.ts';
import { firstRows, rangeAround, rowSteps } from '../page/range-asked.ts';
import { notDecidedWords } from './not-decided-words.ts';
import type { LocationNames } from './correction-words.ts';
import { withRight } from '../shell/approval/with-right.ts';
import { GoEvent } from '../shell/screens.ts';
import { pageStyles } from '../page/page.styles.ts';
import type { TideReceiptDialog } from './receipt-dialog.ts';
import './receipt-dialog.ts';
import { customerName, emptyWords, misplacedWords, saleRow, saleView, sendingWords } from './sale-views.ts';

const noCustomers: ReadonlyMap<string, CustomerEntry> = new Map();

type Decision = Parameters<PageTill['selling']['decide']>[2];

/**
 * @summary Menu > Sales: what was rung up, and each sale's way to Shopify.
 * @fires {GoEvent} go - Asks to show sales of another kind.
 */
@customElement('tide-sales-page')
export class TideSalesPage extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, choiceStyles, pageStyles];

  @property({ attribute: false }) till: PageTill | undefined;
  @property() filter: RecordFilter = 'all';
  @state() private words = '';
  /** The places of the list that are asked for. */
  @state() private range: Range = firstRows;
  @state() private chosen = '';
  @state() private said = '';
  /** The key of the correction that is resolved with a note; undefined: the sale itself is. */
  @state() private correction: string | undefined;
  /** The names of locations; empty until they are read. */
  @state() private locations: LocationNames = new Map();
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog;
  @query('tide-words-dialog') private note!: TideWordsDialog;

  readonly #sales = new Answered(
    this,
    () => this.till,
    () => ({ filter: this.filter, words: this.words, chosen: this.chosen, ...this.range }),
    (till, asked) => till.selling.sales$(asked).pipe(map(listing => ({ ...listing, asked }))),
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );

  override willUpdate(changed: PropertyValues): void {
    if (['words', 'filter', 'till'].some(name => changed.has(name))) this.range = firstRows;
  }

  override render() {
    if (!this.till) return nothing;
    const listing = this.#sales.value;
    const counts = listing?.counts;
    const progress = counts && sendingWords(counts);
    const misplaced = counts && misplacedWords(counts);
    const timeZone = this.#settings.value?.timeZone;
    return html`
      <div class="root page" data-testid="sales-page">
        <h1>${msg('Sales')}</h1>
        <div class="tools">
          <input
            type="search"
            data-testid="sales-search"
            aria-label=${msg('Search by receipt number')}
            placeholder=${msg('Receipt or order number')}
            autocomplete="off"
            .value=${this.words}
            @input=${(event: Event) => (this.words = (event.currentTarget as HTMLInputElement).value)}
          />
          <div class="choice" role="group" aria-label=${msg('Which sales')}>
            ${this.#filterButton('all', msg('All'), counts?.all)}
            ${this.#filterButton('unsent', msg('Unsent'), counts?.unsent)}
            ${this.#filterButton('refused', msg('Refused'), counts?.refused)}
          </div>
        </div>
        ${live('status', progress && html`<p class="said" data-testid="sending">${progress}</p>`)}
        ${live('status', misplaced && html`<p class="said" data-testid="misplaced">${misplaced}</p>`)}
        <tide-sale-list
          class="list"
          .timeZone=${timeZone}
          .sales=${listing?.entries.map(entry => saleRow(entry, listing.customers)) ?? []}
          .from=${listing?.from ?? 0}
          .total=${listing?.total ?? 0}
          .query=${JSON.stringify([listing?.asked.filter, listing?.asked.words])}
          .emptyText=${listing ? emptyWords(listing.counts, listing.asked.filter, listing.asked.words) : ''}
          @range-shown=${this.#rangeShown}
          @sale-chosen=${this.#open}
        ></tide-sale-list>
        ${this.#details(listing)}
        <tide-words-dialog
          heading=${msg('Resolve with a note')}
          label=${msg('What was done')}
          text=${this.correction === undefined ? msg('Use this when you dealt with the sale by hand, for example by entering the order in Shopify. It is not sent any more. Everybody in the shop sees the note.') : msg('Use this when you corrected the stock in Shopify by hand. The correction is not sent any more. Everybody in the shop sees the note.')}
          action=${msg('Resolve')}
          @words=${this.#resolve}
        ></tide-words-dialog>
      </div>
    `;
  }

  #filterButton(filter: RecordFilter, words: string, count: number | undefined) {
    return html`<button
      aria-pressed=${this.filter === filter}
      data-testid="filter-${filter}"
      @click=${() => this.dispatchEvent(new GoEvent('sales', filter))}
    >
      ${words} <span class="number">${count === undefined ? nothing : numberText(count)}</span>
    </button>`;
  }

  #details(listing: SaleListing | undefined) {
    const entry = this.#chosenOf(listing);
    const customers = listing?.customers ?? noCustomers;
    const settings = this.#settings.value;
    return html`
      <dialog class="wide" aria-labelledby="sale-title" @close=${() => (this.said = '')}>
        <div class="head">
          <h2 id="sale-title">
            ${entry ? `${entry.sale.receiptNumber}${entry.orderName ? ` · ${entry.orderName}` : ''}` : ''}
          </h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="body">
          ${live('alert', this.said && html`<p>${this.said}</p>`)}
          <tide-sale-details
            .view=${entry ? saleView(entry, customers, { locations: this.locations, timeZone: settings?.timeZone }) : undefined}
            @decide=${this.#decide}
          ></tide-sale-details>
          <div class="row">
            <button data-testid="show-receipt" @click=${() => void this.receipt.show()}>
              ${msg('Receipt')}
            </button>
          </div>
        </div>
      </dialog>
      <tide-receipt-dialog
        .sale=${entry?.sale}
        .head=${{
          shop: settings?.name ?? '',
          address: settings?.address ?? [],
          customer: entry ? customerName(customerIdOf(entry.sale), customers) : '',
          timeZone: settings?.timeZone,
          language: shopLanguage(),
        }}
      ></tide-receipt-dialog>
    `;
  }

  /** The chosen sale: a row that was just tapped is known before the answer that has it as chosen. */
  #chosenOf(listing: SaleListing | undefined): SaleEntry | undefined {
    return [listing?.chosen, ...(listing?.entries ?? [])].find(entry => entry?.sale.id === this.chosen);
  }

  #rangeShown = ({ from, to }: RangeShownEvent): void => {
    this.range = rangeAround({ from, to }, this.range, rowSteps);
  };

  #open = async ({ saleId }: SaleChosenEvent): Promise<void> => {
    this.chosen = saleId;
    void this.#nameLocations();
    await this.updateComplete;
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
  };

  /** Reads them only for a sale whose goods left another location. */
  async #nameLocations(): Promise<void> {
    const { till } = this;
    const entry = this.#chosenOf(this.#sales.value);
    if (!till || !entry || isAsRungUp(entry)) return;
    // Without their names they are "another location".
    const known = await orSay(
      () => till.documents('locations'),
      () => undefined,
    );
    if (known && till === this.till) this.locations = new Map(known.map(({ id, name }) => [id, name]));
  }

  #decide = async ({ wish, id, effect }: DecideEvent): Promise<void> => {
    this.correction = effect;
    if (wish === 'resolve') return this.note.show();
    await this.#decided(id, { do: 'send-again' }, effect);
  };

  #resolve = async ({ words }: WordsEvent): Promise<void> => {
    await this.#decided(this.chosen, { do: 'resolve', note: words ?? '' }, this.correction);
  };

  /** Says how it ended only where the same sale is still shown. */
  async #decided(id: string, decision: Decision, effect?: string): Promise<void> {
    const say = (words: string) => {
      if (id === this.chosen && this.dialog.open) this.said = words;
    };
    const decide = () =>
      withRight(this, this.till, 'decide', (till, approval) =>
        till.selling.decide('sales', id, decision, effect, approval),
      );
    const isDone = await orSay(decide, say);
    if (isDone !== undefined) say(isDone ? '' : notDecidedWords());
  }
}

/** Whether Shopify took the goods, and rang up the order, where the sale was. */
function isAsRungUp({ misplaced, corrections, orderLocationId }: SaleEntry): boolean {
  return misplaced.length + corrections.length === 0 && orderLocationId == null;
}
