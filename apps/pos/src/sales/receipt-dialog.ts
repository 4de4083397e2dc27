import { dialogStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { moneyText } from '@tidemark/elements/look/money-text';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { ReceiptHead, TideReceipt } from '@tidemark/elements/sales/receipt';
import '@tidemark/elements/sales/receipt';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import { type Sale } from '@tidemark/schema';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { nextSale } from '../sell/scan/open-dialogs.ts';
import { ReceiptPaper } from './receipt-paper.ts';

/**
 * The hand that took the money may still tap again or release a key for this long; no person has read the change by
 * then.
 */
const settleMs = 400;

/**
 * @summary The receipt of a sale: after it was sold, and again from the list.
 * @fires close - The receipt was closed.
 */
@customElement('tide-receipt-dialog')
export class TideReceiptDialog extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    fieldStyles,
    css`
      .paper {
        padding: 8px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: #fff;
      }
      .sold {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 12px;
        margin: 0 0 12px;
        font-size: calc(18 * var(--_px));
      }
      .sold b {
        font-size: calc(28 * var(--_px));
      }
      .foot {
        position: sticky;
        bottom: 0;
        margin: 0;
        padding: 12px 20px calc(16px + env(safe-area-inset-bottom));
        background: var(--_surface);
        border-top: 1px solid var(--_line);
      }
      .foot button {
        min-height: 54px;
      }
    `,
  ];

  @property({ attribute: false }) sale: Sale | undefined;
  @property({ attribute: false }) head: ReceiptHead | undefined;
  /** Whether it was just sold: the change is large, and "Next sale" goes on. */
  @property({ type: Boolean }) justSold = false;
  /** Whether it was shown long enough that a tap is meant to close it. */
  @state() private isSettled = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('tide-receipt') private receipt!: TideReceipt;
  readonly #paper = new ReceiptPaper();
  #settling: ReturnType<typeof setTimeout> | undefined;

  get isOpen(): boolean {
    return this.dialog.open;
  }

  async show(): Promise<void> {
    this.isSettled = !this.justSold;
    await this.updateComplete;
    this.dialog.showModal();
    this.#settling = setTimeout(() => (this.isSettled = true), settleMs);
    this.dialog.scrollTop = 0;
    this.#focusNext();
    globalThis.addEventListener('afterprint', this.#focusNext);
    await this.receipt.updateComplete;
    if (this.sale && this.head) this.#paper.lay(this.sale, this.head, this.receipt.offsetHeight);
  }

  hide = (): void => this.dialog.close();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tidyUp();
  }

  override render() {
    return html`
      <dialog
        class="root"
        aria-labelledby="title"
        data-testid="receipt-dialog"
        data-scan=${this.justSold ? nextSale : nothing}
        @keydown=${this.#keyed}
        @click=${{ handleEvent: this.#clicked, capture: true }}
        @cancel=${(event: Event) => this.isSettled || event.preventDefault()}
        @close=${this.#closed}
      >
        <div class="head">
          <h2 id="title">
            ${this.justSold ? msg('Sold') : msg(str`Receipt ${this.sale?.receiptNumber ?? ''}`)}
          </h2>
          <button class="close" aria-label=${msg('Close')} @click=${this.hide}>×</button>
        </div>
        <div class="body">
          ${live('status', this.justSold && this.#change())}
          <div class="paper"><tide-receipt .sale=${this.sale} .head=${this.head}></tide-receipt></div>
        </div>
        <div class="row foot">
          <button data-testid="print-receipt" @click=${() => globalThis.print()}>${msg('Print')}</button>
          <button
            class="primary next"
            data-testid="next-sale"
            aria-disabled=${!this.isSettled}
            @click=${this.hide}
          >
            ${this.justSold ? msg('Next sale') : msg('Close')}
          </button>
        </div>
      </dialog>
    `;
  }

  #change() {
    const { sale } = this;
    if (!sale) return nothing;
    return html`<p class="sold">
      <span>${sale.totals.change > 0 ? msg('Give back') : msg('Paid')}</span>
      <b class="number">${moneyText(sale.totals.change || sale.totals.total, sale.currency)}</b>
    </p>`;
  }

  /** A key that is held down presses nothing, however long. */
  #keyed = (event: KeyboardEvent): void => {
    const isPress = event.key === 'Enter' || event.key === ' ';
    if (isPress && (event.repeat || !this.isSettled)) event.preventDefault();
  };

  #clicked = (event: Event): void => {
    if (!this.isSettled) event.stopPropagation();
  };

  #focusNext = (): void => {
    this.dialog.querySelector<HTMLButtonElement>('.next')?.focus({ preventScroll: true });
  };

  #tidyUp(): void {
    clearTimeout(this.#settling);
    this.#paper.takeAway();
    globalThis.removeEventListener('afterprint', this.#focusNext);
  }

  #closed = (): void => {
    this.#tidyUp();
    this.dispatchEvent(new Event('close'));
  };
}
