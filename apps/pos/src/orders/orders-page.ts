import { base, dialogStyles, fieldStyles, live, type OrderChosenEvent, tokens } from '@tidemark/elements';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { Order } from '@tidemark/schema';
import type { Found, Till } from '@tidemark/till';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ShopFoundEvent } from '../find/ask-events.ts';
import type { TideAskShop } from '../find/ask-shop.ts';
import '../find/ask-shop.ts';
import { shopLanguage } from '../languages/till-language.ts';
import { Observed } from '../page/observed.ts';
import { pageStyles } from '../page/page.styles.ts';
import { readingWords } from '../words/reading-words.ts';
import type { TideReceiptDialog } from '../sales/receipt-dialog.ts';
import '../sales/receipt-dialog.ts';
import { customerName } from '../sales/sale-views.ts';
import { allDays, timesOf, type Days } from './days.ts';
import { orderRow, orderView, type OrderSurroundings } from './order-views.ts';
import { emptyWords, knowledgeWords, withFound } from './orders-words.ts';
import { ordersPageStyles } from './orders-page.styles.ts';
import { errorWords } from '../sell/error-words.ts';

/** @summary Menu > Orders: every order of the shop, from tills and from the web shop, with or without a network. */
@customElement('tide-orders-page')
export class TideOrdersPage extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles, pageStyles, ordersPageStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property() currency = 'EUR';
  @state() private words = '';
  @state() private days: Days = allDays;
  @state() private found: readonly Found<'orders'>[] = [];
  @state() private chosen = '';
  @state() private trouble = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog;
  @query('tide-ask-shop') private shop!: TideAskShop;
  #opened: Till | undefined;

  readonly #changes = new Observed(
    this,
    () => this.till,
    till => till.orders.changed$,
  );
  readonly #customers = new Observed(
    this,
    () => this.till,
    till => till.selling.customersChanged$,
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

  override willUpdate(): void {
    if (this.#opened === this.till) return;
    this.#opened = this.till;
    this.trouble = '';
    this.till?.orders.open().catch((error: unknown) => {
      const reason = errorWords(error);
      this.trouble = msg(str`The orders on this till cannot be read: ${reason}`);
    });
  }

  override render() {
    const { till } = this;
    if (!till) return nothing;
    void [this.#changes.value, this.#customers.value];
    const around = this.#around(till);
    const { from, until } = timesOf(this.days, around.timeZone);
    const here = till.orders.search({ words: this.words, from, until });
    const { orders, older } = withFound(here, this.found, id => till.orders.order(id));
    return html`
      <div class="root page" data-testid="orders-page">
        <h1>${msg('Orders')}</h1>
        ${this.#tools()}
        <p class="said soft" role="status" data-testid="orders-known">${this.#knownWords(till, around)}</p>
        ${live('alert', this.trouble && html`<p class="trouble">${this.trouble}</p>`)}
        <tide-order-list
          class="list"
          .orders=${orders}
          .rowOf=${(order: Order) => orderRow(order, around, older.has(order.id))}
          .emptyText=${till.orders.isOpen ? emptyWords(this.words, this.days, till.orders.size) : readingWords()}
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
        ${this.#details(till, around, this.#chosenOrder(till), older)}
      </div>
    `;
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

  #chosenOrder(till: Till): Order | undefined {
    return till.orders.order(this.chosen) ?? this.found.find(({ id }) => id === this.chosen)?.document;
  }

  #keyed = (event: KeyboardEvent): void => {
    const isField = event.target instanceof HTMLInputElement;
    if (!isField || event.key !== 'Enter' || event.isComposing || event.repeat) return;
    event.preventDefault();
    void this.shop.ask();
  };

  #knownWords(till: Till, { now, timeZone }: OrderSurroundings): string {
    if (!till.orders.isOpen) return readingWords();
    return knowledgeWords(till.orders, this.#status.value, now, timeZone);
  }

  #details(till: Till, around: OrderSurroundings, order: Order | undefined, older: ReadonlySet<string>) {
    const sale = order && till.orders.saleOf(order)?.sale;
    const settings = this.#settings.value;
    return html`
      <dialog class="wide" aria-labelledby="order-title" data-testid="order-dialog">
        <div class="head">
          <h2 id="order-title">
            ${order ? msg(str`Order ${order.name}`) : msg('This order is not here any more')}
          </h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="body">
          <tide-order-details
            .view=${order ? orderView(order, around, older.has(order.id)) : undefined}
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
          customer: sale ? customerName(sale.customerId, till.selling) : '',
          timeZone: settings?.timeZone,
          language: shopLanguage(),
        }}
      ></tide-receipt-dialog>
    `;
  }

  #around(till: Till): OrderSurroundings {
    return {
      customer: id => till.selling.customer(id),
      saleOf: order => till.orders.saleOf(order),
      currency: this.currency,
      timeZone: this.#settings.value?.timeZone,
      now: new Date(till.clock.now()),
    };
  }

  #open = async ({ orderId }: OrderChosenEvent): Promise<void> => {
    this.chosen = orderId;
    await this.updateComplete;
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
  };
}
