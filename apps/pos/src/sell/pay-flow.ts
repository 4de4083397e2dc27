import {
  base,
  tokens,
  type Due,
  type ReceiptHead,
  type TakePaymentEvent,
  type TidePayDialog,
} from '@tidemark/elements';
import type { Sale, Settings } from '@tidemark/schema';
import type { Selling } from '@tidemark/till';
import { html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TideReceiptDialog } from '../sales/receipt-dialog.ts';
import '../sales/receipt-dialog.ts';
import { customerName } from '../sales/sale-views.ts';
import type { CartOnScreen } from './cart-on-screen.ts';
import { afterKey, noBurst } from './wedge.ts';

/** A sale is over, and the screen is free for the next. */
export class NextSaleEvent extends Event {
  static readonly type = 'next-sale';

  constructor() {
    super(NextSaleEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * @summary From "Pay" to the receipt: takes money, sells, and says "Sold" only once the sale is stored.
 * @fires {NextSaleEvent} next-sale - The receipt was closed.
 */
@customElement('tide-pay-flow')
export class TidePayFlow extends LitElement {
  static override styles = [tokens, base];

  @property({ attribute: false }) cart: CartOnScreen | undefined;
  @property({ attribute: false }) selling: Selling | undefined;
  @property({ attribute: false }) settings: Settings | undefined;
  @property() currency = 'EUR';
  @state() private due: Due = { total: 0, taxLines: [], taxesIncluded: true };
  @state() private busy = false;
  @state() private message = '';
  @state() private sold: Sale | undefined;
  @query('tide-pay-dialog') private pay!: TidePayDialog;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog;
  #burst = noBurst;

  /** Asks for what the cart comes to now. */
  async show(): Promise<void> {
    if (!this.cart || !this.selling || this.busy) return;
    const { due, taxLines } = this.selling.quote(this.cart.draft);
    this.due = { total: due.total, taxLines, taxesIncluded: due.total === due.subtotal };
    this.message = '';
    await this.updateComplete;
    await this.pay.show();
  }

  override render() {
    const head: ReceiptHead = {
      shop: this.settings?.name ?? '',
      address: this.settings?.address ?? [],
      customer: this.selling ? customerName(this.sold?.customerId ?? null, this.selling) : '',
    };
    return html`
      <div @keydown=${{ handleEvent: this.#keyed, capture: true }}>
        <tide-pay-dialog
          .due=${this.due}
          .currency=${this.currency}
          .busy=${this.busy}
          .message=${this.message}
          @take-payment=${this.#sell}
        ></tide-pay-dialog>
        <tide-receipt-dialog
          justSold
          .sale=${this.sold}
          .head=${head}
          @close=${() => this.dispatchEvent(new NextSaleEvent())}
        ></tide-receipt-dialog>
      </div>
    `;
  }

  #sell = async ({ tenders }: TakePaymentEvent): Promise<void> => {
    if (!this.cart || this.busy) return;
    this.busy = true;
    this.message = '';
    const result = await this.cart.sell(tenders).finally(() => (this.busy = false));
    if (result.kind !== 'sold') {
      this.message = result.message;
      return;
    }
    this.sold = result.entry.sale;
    await this.updateComplete;
    this.pay.hide();
    await this.receipt.show();
  };

  /**
   * A scan while somebody pays is no amount, and its Enter takes no money. One while the receipt is open begins the next
   * sale: the receipt closes, and the code is scanned as if nothing had covered the page.
   */
  #keyed = (event: KeyboardEvent): void => {
    const { burst, scanned } = afterKey(this.#burst, event.key, event.timeStamp);
    this.#burst = burst;
    if (scanned === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.receipt.isOpen) return this.pay.forgetEntry();
    this.receipt.hide();
    for (const key of [...scanned, 'Enter'])
      globalThis.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  };
}
