import { base, dialogStyles, fieldStyles, tokens } from '@tidemark/elements';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { CustomerEntry, Till } from '@tidemark/till';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ShopFoundEvent } from '../find/ask-events.ts';
import type { TideAskShop } from '../find/ask-shop.ts';
import '../find/ask-shop.ts';
import { Observed } from '../page/observed.ts';
import { pageStyles } from '../page/page.styles.ts';
import { readingWords } from '../words/reading-words.ts';
import { customerRow, waitsForDecision } from './customer-words.ts';

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

  @property({ attribute: false }) till: Till | undefined;
  /** Shows only customers with a change that waits for a decision. */
  @property({ type: Boolean }) toDecide = false;
  @state() private words = '';
  @state() private limit = pageSize;
  /** Customers that the shop found: they are shown before the others. */
  @state() private brought: readonly string[] = [];
  @query('tide-ask-shop') private shop!: TideAskShop | null;
  readonly #changes = new Observed(
    this,
    () => this.till,
    till => till.selling.customersChanged$,
  );
  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );

  override render() {
    void this.#changes.value;
    const found = this.#found();
    const shown = found.slice(0, this.limit);
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
          .customers=${shown.map(customerRow)}
          .emptyText=${this.#emptyText()}
        ></tide-customer-list>
        ${
          found.length > shown.length
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

  #emptyText(): string {
    if (this.#status.value?.opening) return readingWords();
    if (this.words)
      return this.toDecide
        ? msg(str`Nobody here fits “${this.words}”.`)
        : msg(str`Nobody here fits “${this.words}”. Press Enter to ask the shop.`);
    return this.toDecide ? msg('No customer waits for a decision.') : msg('No customers yet.');
  }

  #found(): readonly CustomerEntry[] {
    const selling = this.till?.selling;
    if (!selling) return [];
    if (!this.toDecide) {
      const found = selling.searchCustomers(this.words, this.limit + 1);
      if (this.brought.length === 0) return found;
      const brought = this.brought.flatMap(id => selling.customer(id) ?? []);
      return [...brought, ...found.filter(({ id }) => !this.brought.includes(id))];
    }
    return selling.searchCustomers(this.words, Number.MAX_SAFE_INTEGER).filter(waitsForDecision);
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
