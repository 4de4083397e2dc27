import '@tidemark/elements/customers/customer-list';
import { dialogStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { CustomerListQuery, PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'rxjs';
import type { ShopFoundEvent } from '../find/ask-events.ts';
import type { TideAskShop } from '../find/ask-shop.ts';
import '../find/ask-shop.ts';
import { Answered } from '../page/answered.ts';
import { Observed } from '../page/observed.ts';
import { pageStyles } from '../page/page.styles.ts';
import { readingWords } from '../words/reading-words.ts';
import { customerRow } from './customer-words.ts';

/** Customers shown at first, and with each "Show more". */
const pageSize = 100;

/**
 * @summary Finds a customer by name, e-mail address or phone number.
 * @fires {CustomerChosenEvent} customer-chosen - A customer was chosen.
 * @slot - Buttons beside the search field.
 */
@customElement('tide-customer-finder')
export class TideCustomerFinder extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    fieldStyles,
    pageStyles,
    css`
      .finder {
        height: 100%;
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .more {
        flex: none;
        margin: 0 0 12px;
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** Shows only customers with a change that waits for a decision. */
  @property({ type: Boolean }) toDecide = false;
  @state() private words = '';
  @state() private limit = pageSize;
  /** Customers that the shop found: they are shown before the others. */
  @state() private brought: readonly string[] = [];
  @query('tide-ask-shop') private shop!: TideAskShop | null;
  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );
  /** Asked anew when the till has read more: an answer from before is never taken for all customers. */
  readonly #listing = new Answered(
    this,
    () => this.till,
    () => ({ ...this.#query(), isReading: this.#status.value?.opening }),
    (till, { isReading, ...asked }) =>
      till.selling.customers$(asked).pipe(map(listing => ({ ...listing, asked, isReading }))),
  );

  override render() {
    const listing = this.#listing.value;
    return html`
      <div class="root finder">
        <div class="tools">
          <input
            type="search"
            data-testid="customer-search"
            aria-label=${msg('Search customers')}
            placeholder=${msg('Name, e-mail or phone')}
            autocomplete="off"
            spellcheck="false"
            .value=${this.words}
            @input=${this.#typed}
            @keydown=${this.#keyed}
          />
          <slot></slot>
        </div>
        <tide-customer-list
          class="list"
          .customers=${listing?.entries.map(customerRow) ?? []}
          .emptyText=${this.#emptyText()}
        ></tide-customer-list>
        ${
          listing?.hasMore
            ? html`<button class="more" @click=${() => (this.limit += pageSize)}>${msg('Show more')}</button>`
            : nothing
        }
        ${
          this.toDecide
            ? nothing
            : html`<tide-ask-shop
                kind="customers"
                .till=${this.till}
                .query=${this.words}
                @shop-found=${({ found }: ShopFoundEvent) => (this.brought = found.map(({ id }) => id))}
              ></tide-ask-shop>`
        }
      </div>
    `;
  }

  #query(): CustomerListQuery {
    const { words, toDecide } = this;
    return { words, toDecide, first: toDecide ? [] : this.brought, from: 0, to: this.limit };
  }

  #emptyText(): string {
    const listing = this.#listing.value;
    if (listing?.isReading === undefined) return '';
    if (listing.isReading) return readingWords();
    const { words, toDecide } = listing.asked;
    if (words)
      return toDecide
        ? msg(str`Nobody here fits “${words}”.`)
        : msg(str`Nobody here fits “${words}”. Press Enter to ask the shop.`);
    return toDecide ? msg('No customer waits for a decision.') : msg('No customers yet.');
  }

  #keyed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing || event.repeat) return;
    event.preventDefault();
    void this.shop?.ask();
  };

  #typed = (event: Event): void => {
    this.words = (event.currentTarget as HTMLInputElement).value;
    this.limit = pageSize;
  };
}
