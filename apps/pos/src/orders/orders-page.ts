import type { RangeShownEvent } from '@tidemark/elements/events';
import { dialogStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/orders/order-details';
import type { OrderChosenEvent } from '@tidemark/elements/orders/order-events';
import '@tidemark/elements/orders/order-list';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import { customerIdOf, type Order } from '@tidemark/schema';
import type { CustomerEntry, Found } from '@tidemark/till';
import type { OrderListing, OrderListQuery, PageTill, Range } from '@tidemark/till/page';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'rxjs';
import type { ShopFoundEvent } from '../find/ask-events.ts';
import type { TideAskShop } from '../find/ask-shop.ts';
import '../find/ask-shop.ts';
import { shopLanguage } from '../languages/till-language.ts';
import { Answered } from '../page/answered.ts';
import { Observed } from '../page/observed.ts';
import { pageStyles } from '../page/page.styles.ts';
import { firstRows, rangeAround, rowSteps } from '../page/range-asked.ts';
import { readingWords } from '../words/reading-words.ts';
import type { TideReceiptDialog } from '../sales/receipt-dialog.ts';
import '../sales/receipt-dialog.ts';
import { customerName } from '../sales/sale-views.ts';
import { allDays, timesOf, type Days } from './days.ts';
import { orderRow, orderView, type OrderSurroundings } from './order-views.ts';
import { emptyWords, knowledgeWords, withFound } from './orders-words.ts';
import { ordersPageStyles } from './orders-page.styles.ts';
import { errorWords } from '../sell/error-words.ts';

type Customers = ReadonlyMap<string, CustomerEntry>;

/** @summary Menu > Orders: every order of the shop, from tills and from the web shop, with or without a network. */
@customElement('tide-orders-page')
export class TideOrdersPage extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles, pageStyles, ordersPageStyles];

  @property({ attribute: false }) till: PageTill | undefined;
  @property() currency = 'EUR';
  @state() private words = '';
  @state() private days: Days = allDays;
  /** The places of the list that are asked for, what was found elsewhere among them. */
  @state() private range: Range = firstRows;
  @state() private found: readonly Found<'orders'>[] = [];
  @state() private chosen = '';
  @state() private trouble = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog;
  @query('tide-ask-shop') private shop!: TideAskShop;

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
  readonly #listing = new Answered(
    this,
    () => this.till,
    () => this.#question(),
    (till, asked) => till.orders.list$(asked).pipe(map(listing => ({ ...listing, asked }))),
  );
  /** What the till knows about orders that it does not have. */
  readonly #foundSales = new Answered(
    this,
    () => (this.found.length > 0 ? this.till : undefined),
    () => this.#documents().flatMap(({ sourceIdentifier }) => sourceIdentifier ?? []),
    (till, ids) => till.selling.salesOf$(ids),
  );
  readonly #foundCustomers = new Answered(
    this,
    () => (this.found.length > 0 ? this.till : undefined),
    () => [
      ...this.#documents().flatMap(({ customerId }) => customerId ?? []),
      ...(this.#foundSales.value ?? []).flatMap(({ sale }) => sale.customerId ?? []),
    ],
    (till, ids) => till.selling.customersById$(ids),
  );

  override willUpdate(changed: PropertyValues): void {
    if (['words', 'days', 'till'].some(name => changed.has(name))) this.range = firstRows;
    if (!changed.has('till')) return;
    const { till } = this;
    this.trouble = '';
    till?.orders.open().catch((error: unknown) => {
      if (till !== this.till) return;
      const reason = errorWords(error);
      this.trouble = msg(str`The orders on this till cannot be read: ${reason}`);
    });
  }

  override render() {
    const { till } = this;
    if (!till) return nothing;
    const listing = this.#listing.value;
    const asked = listing?.asked;
    const customers = new Map([...(this.#foundCustomers.value ?? []), ...(listing?.customers ?? [])]);
    const around = this.#around(till, listing, customers);
    const { from, until } = timesOf(this.days, around.timeZone);
    // Whether the till has what was found elsewhere is known once it answered for it.
    const answered = this.found.filter(({ id }) => asked?.ids.includes(id));
    const list = listing && withFound(listing, answered);
    return html`
      <div class="root page" data-testid="orders-page">
        <h1>${msg('Orders')}</h1>
        ${this.#tools()}
        <p class="said soft" role="status" data-testid="orders-known">${this.#knownWords(listing, around)}</p>
        ${live('alert', this.trouble && html`<p class="trouble">${this.trouble}</p>`)}
        <tide-order-list
          class="list"
          .orders=${list?.orders ?? []}
          .from=${list?.from ?? 0}
          .total=${list?.total ?? 0}
          .query=${JSON.stringify([asked?.words, asked?.placedFrom, asked?.placedBefore])}
          .rowOf=${(order: Order) => orderRow(order, around, list?.older.has(order.id))}
          .emptyText=${this.#emptyWords()}
          @range-shown=${this.#rangeShown}
          @order-chosen=${this.#open}
        ></tide-order-list>
        <tide-ask-shop
          kind="orders"
          .till=${till}
          .query=${this.words}
          .from=${from}
          .to=${until === undefined ? undefined : until - 1}
          @shop-found=${({ found }: ShopFoundEvent<'orders'>) => (this.found = found)}
        ></tide-ask-shop>
        ${this.#details(around, customers, list?.older)}
      </div>
    `;
  }

  /** Each order found elsewhere may move the till's own down by a place: the till is asked from as many places earlier. */
  #question(): OrderListQuery {
    const { from: placedFrom, until: placedBefore } = timesOf(this.days, this.#settings.value?.timeZone);
    return {
      words: this.words,
      placedFrom,
      placedBefore,
      from: Math.max(0, this.range.from - this.found.length),
      to: this.range.to,
      ids: [this.chosen, ...this.found.map(({ id }) => id)].filter(id => id !== ''),
    };
  }

  #documents(): readonly Order[] {
    return this.found.flatMap(({ document }) => document ?? []);
  }

  #emptyWords(): string {
    const listing = this.#listing.value;
    if (!listing) return '';
    return listing.isOpen ? emptyWords(listing.asked, listing.size) : readingWords();
  }

  #tools() {
    const day = (name: keyof Days, title: string) =>
      html`<label class="day"
        >${title}<input
          type="date"
          data-testid="orders-${name}"
          .value=${this.days[name]}
          @change=${(event: Event) =>
            (this.days = { ...this.days, [name]: (event.currentTarget as HTMLInputElement).value })}
      /></label>`;
    const isLimited = this.days.from !== '' || this.days.to !== '';
    return html`<div class="tools" role="search" @keydown=${this.#keyed}>
      <input
        type="search"
        data-testid="orders-search"
        aria-label=${msg('Search orders')}
        placeholder=${msg('Number, receipt, customer or product')}
        autocomplete="off"
        spellcheck="false"
        .value=${this.words}
        @input=${(event: Event) => (this.words = (event.currentTarget as HTMLInputElement).value)}
      />
      <div class="days">
        ${day('from', msg('From'))} ${day('to', msg('To'))}
        ${
          isLimited
            ? html`<button
                class="all"
                aria-label=${msg('All days')}
                title=${msg('All days')}
                data-testid="all-days"
                @click=${() => (this.days = allDays)}
              >
                ×
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  /** The chosen order: one that was just tapped is known before the answer that has it as chosen. */
  #chosenOrder(): Order | undefined {
    const listing = this.#listing.value;
    const isChosen = ({ id }: Pick<Order, 'id'>) => id === this.chosen;
    return (
      listing?.known.get(this.chosen) ?? listing?.orders.find(isChosen) ?? this.found.find(isChosen)?.document
    );
  }

  #keyed = (event: KeyboardEvent): void => {
    const isField = event.target instanceof HTMLInputElement;
    if (!isField || event.key !== 'Enter' || event.isComposing || event.repeat) return;
    event.preventDefault();
    void this.shop.ask();
  };

  #knownWords(listing: OrderListing | undefined, { now, timeZone }: OrderSurroundings): string {
    if (!listing) return '';
    return listing.isOpen ? knowledgeWords(listing, this.#status.value, now, timeZone) : readingWords();
  }

  #details(around: OrderSurroundings, customers: Customers, older: ReadonlySet<string> | undefined) {
    const order = this.#chosenOrder();
    const sale = order && around.saleOf(order)?.sale;
    const settings = this.#settings.value;
    return html`
      <dialog class="wide" aria-labelledby="order-title" data-testid="order-dialog">
        <div class="head">
          <h2 id="order-title">${order ? msg(str`Order ${order.name}`) : this.#goneWords()}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="body">
          <tide-order-details
            .view=${order ? orderView(order, around, older?.has(order.id)) : undefined}
          ></tide-order-details>
          ${
            sale
              ? html`<div class="row">
                  <button data-testid="order-receipt" @click=${() => void this.receipt.show()}>
                    ${msg(str`Receipt ${sale.receiptNumber}`)}
                  </button>
                </div>`
              : nothing
          }
        </div>
      </dialog>
      <tide-receipt-dialog
        .sale=${sale}
        .head=${{
          shop: settings?.name ?? '',
          address: settings?.address ?? [],
          customer: sale ? customerName(customerIdOf(sale), customers) : '',
          timeZone: settings?.timeZone,
          language: shopLanguage(),
        }}
      ></tide-receipt-dialog>
    `;
  }

  /** Said only of an order for which the till was asked. */
  #goneWords(): string {
    const isAnswered = this.#listing.value?.asked.ids.includes(this.chosen);
    return isAnswered ? msg('This order is not here any more') : '';
  }

  #around(till: PageTill, listing: OrderListing | undefined, customers: Customers): OrderSurroundings {
    const foundSales = this.#foundSales.value ?? [];
    return {
      customer: id => customers.get(id),
      saleOf: ({ id, sourceIdentifier }) =>
        listing?.sales.get(id) ?? foundSales.find(({ sale }) => sale.id === sourceIdentifier),
      currency: this.currency,
      timeZone: this.#settings.value?.timeZone,
      now: new Date(till.clock.now()),
    };
  }

  #rangeShown = ({ from, to }: RangeShownEvent): void => {
    this.range = rangeAround({ from, to }, this.range, rowSteps);
  };

  #open = async ({ orderId }: OrderChosenEvent): Promise<void> => {
    this.chosen = orderId;
    await this.updateComplete;
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
  };
}
