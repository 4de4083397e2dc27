import {
  base,
  choiceStyles,
  type DecideEvent,
  dialogStyles,
  live,
  type SaleChosenEvent,
  type TideWordsDialog,
  tokens,
  type WordsEvent,
} from '@tidemark/elements';
import { LocalizedElement, msg, numberText } from '@tidemark/elements/language';
import type { SaleEntry, Till } from '@tidemark/till';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { shopLanguage } from '../languages/till-language.ts';
import { Observed } from '../page/observed.ts';
import { orSay } from '../page/or-say.ts';
import { notDecidedWords } from './not-decided-words.ts';
import { GoEvent } from '../shell/screens.ts';
import { pageStyles } from '../page/page.styles.ts';
import type { TideReceiptDialog } from './receipt-dialog.ts';
import './receipt-dialog.ts';
import {
  customerName,
  emptyWords,
  findSales,
  isRefused,
  isUnsent,
  misplacedWords,
  saleRow,
  saleView,
  sendingWords,
  type LocationNames,
  type SaleFilter,
} from './sale-views.ts';

/**
 * @summary Menu > Sales: what was rung up, and each sale's way to Shopify.
 * @fires {GoEvent} go - Asks to show sales of another kind.
 */
@customElement('tide-sales-page')
export class TideSalesPage extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, choiceStyles, pageStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property() filter: SaleFilter = 'all';
  @state() private words = '';
  @state() private chosen = '';
  @state() private said = '';
  /** The names of locations; empty until they are read. */
  @state() private locations: LocationNames = new Map();
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog;
  @query('tide-words-dialog') private note!: TideWordsDialog;

  readonly #sales = new Observed(
    this,
    () => this.till,
    till => till.selling.sales$,
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );

  override render() {
    const { till } = this;
    if (!till) return nothing;
    const all = this.#sales.value ?? [];
    const found = findSales(all, this.filter, this.words);
    const progress = sendingWords(all);
    const misplaced = misplacedWords(all);
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
            ${this.#filterButton('all', msg('All'), all.length)}
            ${this.#filterButton('unsent', msg('Unsent'), all.filter(isUnsent).length)}
            ${this.#filterButton('refused', msg('Refused'), all.filter(isRefused).length)}
          </div>
        </div>
        ${live('status', progress && html`<p class="said" data-testid="sending">${progress}</p>`)}
        ${live('status', misplaced && html`<p class="said" data-testid="misplaced">${misplaced}</p>`)}
        <tide-sale-list
          class="list"
          .timeZone=${timeZone}
          .sales=${found.map(entry => saleRow(entry, till.selling))}
          .emptyText=${emptyWords(all, this.filter, this.words)}
          @sale-chosen=${this.#open}
        ></tide-sale-list>
        ${this.#details(all.find(entry => entry.sale.id === this.chosen))}
        <tide-words-dialog
          heading=${msg('Resolve with a note')}
          label=${msg('What was done')}
          text=${msg('Use this when you dealt with the sale by hand, for example by entering the order in Shopify. It is not sent any more. Everybody in the shop sees the note.')}
          action=${msg('Resolve')}
          @words=${this.#resolve}
        ></tide-words-dialog>
      </div>
    `;
  }

  #filterButton(filter: SaleFilter, words: string, count: number) {
    return html`<button
      aria-pressed=${this.filter === filter}
      data-testid="filter-${filter}"
      @click=${() => this.dispatchEvent(new GoEvent('sales', filter))}
    >
      ${words} <span class="number">${numberText(count)}</span>
    </button>`;
  }

  #details(entry: SaleEntry | undefined) {
    const { till } = this;
    if (!till) return nothing;
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
            .view=${entry ? saleView(entry, till.selling, { locations: this.locations, timeZone: settings?.timeZone }) : undefined}
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
          customer: entry ? customerName(entry.sale.customerId, till.selling) : '',
          timeZone: settings?.timeZone,
          language: shopLanguage(),
        }}
      ></tide-receipt-dialog>
    `;
  }

  #open = async ({ saleId }: SaleChosenEvent): Promise<void> => {
    this.chosen = saleId;
    void this.#nameLocations();
    await this.updateComplete;
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
  };

  /** Reads them only for a sale whose goods left another location. */
  async #nameLocations(): Promise<void> {
    const entry = this.till?.selling.sale(this.chosen);
    const { till } = this;
    if (!till || !entry || (entry.misplaced.length === 0 && entry.orderLocationId == null)) return;
    // Without their names they are "another location".
    const known = await orSay(
      () => till.documents('locations'),
      () => undefined,
    );
    if (known) this.locations = new Map(known.map(({ id, name }) => [id, name]));
  }

  #decide = async ({ wish, id }: DecideEvent): Promise<void> => {
    if (wish === 'resolve') return this.note.show();
    await this.#decided(() => this.till?.selling.decide('sales', id, { do: 'send-again' }));
  };

  #resolve = async ({ words }: WordsEvent): Promise<void> => {
    const decision = { do: 'resolve' as const, note: words ?? '' };
    await this.#decided(() => this.till?.selling.decide('sales', this.chosen, decision));
  };

  async #decided(decide: () => Promise<boolean> | undefined): Promise<void> {
    const isDone = await orSay(decide, words => (this.said = words));
    if (isDone !== undefined) this.said = isDone ? '' : notDecidedWords();
  }
}
