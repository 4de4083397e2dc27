import {
  base,
  tokens,
  type CartClearEvent,
  type CartLine,
  type ProductChosenEvent,
  type QuantityChangeEvent,
} from '@tidemark/elements';
import { formatMoney } from '@tidemark/schema';
import type { ScanResult, Sellable, Till } from '@tidemark/till';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { causeWords } from './cause-words.ts';
import { withOneMore, withQuantity } from './cart.ts';
import { Observed } from './observed.ts';
import { sellStyles } from './sell-page.styles.ts';
import { afterKey, noBurst } from './wedge.ts';

/** The cart that the cashier changed. */
export class CartChangeEvent extends Event {
  static readonly type = 'cart-change';
  readonly lines: readonly CartLine[];

  constructor(lines: readonly CartLine[]) {
    super(CartChangeEvent.type, { bubbles: true, composed: true });
    this.lines = lines;
  }
}

/** @summary Search, scan, tap, cart. */
@customElement('tide-sell-page')
export class TideSellPage extends LitElement {
  static override styles = [tokens, base, sellStyles];

  @property({ attribute: false }) till: Till | undefined;
  @property({ attribute: false }) lines: readonly CartLine[] = [];
  @property() currency = 'EUR';
  @state() private words = '';
  @state() private notice: { text: string; undo?: readonly CartLine[] } | undefined;
  @state() private missing: ReturnType<typeof causeWords> | undefined;
  @state() private choice: readonly Sellable[] = [];
  @state() private cartOpen = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  #burst = noBurst;

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

  override render() {
    void this.#changes.value;
    const result = this.till?.catalogue.search(this.words, Number.MAX_SAFE_INTEGER);
    const pieces = this.lines.reduce((sum, line) => sum + line.quantity, 0);
    const filling = this.#status.value?.filling;
    const emptyText = this.words
      ? `No product here fits “${this.words}”. Press Enter to ask the shop.`
      : filling
        ? 'The shop is being read …'
        : 'No products yet.';
    return html`
      <div
        class="root page"
        data-testid="sell-page"
        @product-chosen=${this.#chosen}
        @quantity-change=${this.#quantity}
        @cart-clear=${this.#clear}
      >
        <section class="find" aria-label="Products">
          <h1 class="unseen">Sell</h1>
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
          ${this.missing ? this.#missingPanel(this.missing) : nothing}
          ${this.notice ? html`<p class="notice" role="status"><span>${this.notice.text}</span>${this.notice.undo ? html`<button class="quiet" @click=${this.#undo}>Undo</button>` : nothing}</p>` : nothing}
          <p class="count" aria-live="polite">
            ${result ? `${result.total.toLocaleString()} ${result.total === 1 ? 'product' : 'products'}` : ''}
          </p>
          <tide-product-grid
            .products=${result?.products ?? []}
            .currency=${this.currency}
            .emptyText=${emptyText}
          ></tide-product-grid>
        </section>
        <aside class=${this.cartOpen ? 'open' : ''} aria-label="Cart">
          <tide-cart .lines=${this.lines} .currency=${this.currency}></tide-cart>
        </aside>
        <button
          class="primary basket"
          aria-expanded=${this.cartOpen}
          @click=${() => (this.cartOpen = !this.cartOpen)}
        >
          ${this.cartOpen ? 'Back to products' : `Cart · ${pieces} ${pieces === 1 ? 'piece' : 'pieces'} · ${formatMoney(this.#total(), this.currency)}`}
        </button>
        <dialog aria-labelledby="choice-title" @close=${() => (this.choice = [])}>
          <h2 id="choice-title">${this.choice[0]?.product.title ?? ''}</h2>
          <ul>
            ${this.choice.map(
              each =>
                html`<li>
                  <button @click=${() => this.#pick(each)}>
                    <span
                      >${new Set(this.choice.map(other => other.product.id)).size > 1 ? `${each.product.title} · ` : ''}${each.variant.title}</span
                    ><span class="number"
                      >${formatMoney(each.variant.price, this.currency)}${each.available === undefined ? '' : ` · ${each.available} left`}</span
                    >
                  </button>
                </li>`,
            )}
          </ul>
          <form method="dialog"><button>Cancel</button></form>
        </dialog>
      </div>
    `;
  }

  #missingPanel({ cause, title, text }: ReturnType<typeof causeWords>) {
    return html`<div class="missing" role="alert" data-testid="not-found" data-cause=${cause}>
      <div>
        <strong>${title}</strong>
        <p>${text}</p>
      </div>
      <button aria-label="Close" @click=${() => (this.missing = undefined)}>×</button>
    </div>`;
  }

  #total(): number {
    return this.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
  }

  #typed = (event: Event): void => {
    this.words = (event.currentTarget as HTMLInputElement).value;
    this.missing = undefined;
  };

  #submitted = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const code = this.words.trim();
    if (!code || !this.till) return;
    if (this.till.catalogue.find(code).length === 0 && this.till.catalogue.search(code, 1).total > 0) return;
    await this.#scan(code);
    if (!this.missing) this.words = '';
  };

  /** A scanner types wherever the focus is; in a field, its keys are that field's. */
  #keyed = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (
      target instanceof HTMLInputElement ||
      target instanceof HTMLTextAreaElement ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const { burst, scanned } = afterKey(this.#burst, event.key, event.timeStamp);
    this.#burst = burst;
    if (scanned === undefined) return;
    event.preventDefault();
    void this.#scan(scanned);
  };

  async #scan(code: string): Promise<void> {
    if (!this.till) return;
    this.missing = undefined;
    const local = this.till.catalogue.find(code).length > 0;
    if (!local) this.notice = { text: `Asking the shop about ${code} …` };
    const result = await this.till.scan(code);
    this.notice = undefined;
    this.#took(code, result);
  }

  #took(code: string, result: ScanResult): void {
    switch (result.kind) {
      case 'found':
        return this.#add(result.sellable);
      case 'several':
        return this.#choose(result.sellables);
      case 'repaired':
        this.#add(result.sellable);
        this.notice = {
          text: `${result.sellable.product.title} was missing ${result.missingIn === 'till' ? 'on this till' : 'in the mirror'}. It is here now, and in the cart.`,
        };
        return;
      case 'not-found':
      case 'offline':
        this.missing = causeWords(code, result);
    }
  }

  #chosen = ({ productId }: ProductChosenEvent): void => {
    const sellables = this.till?.catalogue.sellablesOf(productId) ?? [];
    if (sellables.length === 1 && sellables[0]) this.#add(sellables[0]);
    else this.#choose(sellables);
  };

  #choose(sellables: readonly Sellable[]): void {
    this.choice = sellables;
    void this.updateComplete.then(() => this.dialog.showModal());
  }

  #pick(sellable: Sellable): void {
    this.dialog.close();
    this.#add(sellable);
  }

  #add(sellable: Sellable): void {
    this.notice = undefined;
    this.#change(withOneMore(this.lines, sellable));
  }

  #quantity = ({ variantId, quantity }: QuantityChangeEvent): void => {
    const before = this.lines;
    this.#change(withQuantity(before, variantId, quantity));
    if (quantity <= 0)
      this.notice = {
        text: `${before.find(line => line.variantId === variantId)?.title ?? 'The line'} was taken out.`,
        undo: before,
      };
  };

  #clear = (_event: CartClearEvent): void => {
    const before = this.lines;
    this.#change([]);
    this.notice = { text: 'The cart was cleared.', undo: before };
  };

  #undo = (): void => {
    if (this.notice?.undo) this.#change(this.notice.undo);
    this.notice = undefined;
  };

  #change(lines: readonly CartLine[]): void {
    this.dispatchEvent(new CartChangeEvent(lines));
  }
}
