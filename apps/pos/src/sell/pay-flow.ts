import {
  base,
  tokens,
  type Due,
  type ReceiptHead,
  type TakePaymentEvent,
  type TidePayDialog,
  moneyText,
} from '@tidemark/elements';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import { type Sale, type Settings } from '@tidemark/schema';
import type { SaleDraft, Selling, Till } from '@tidemark/till';
import { html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { shopLanguage } from '../languages/till-language.ts';
import { Observed } from '../page/observed.ts';
import type { TideReceiptDialog } from '../sales/receipt-dialog.ts';
import '../sales/receipt-dialog.ts';
import { customerName } from '../sales/sale-views.ts';
import type { CartOnScreen } from './cart/cart-on-screen.ts';
import { dueOf } from './cart/draft.ts';
import { reasonWords } from '../words/reason-words.ts';
import { errorWords } from './error-words.ts';
import { cartTrouble, paymentWarning } from './cart/line-warning.ts';

/** A sale is over, and the screen is free for the next one. */
class NextSaleEvent extends Event {
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
export class TidePayFlow extends LocalizedElement {
  static override styles = [tokens, base];

  @property({ attribute: false }) cart: CartOnScreen | undefined;
  @property({ attribute: false }) selling: Selling | undefined;
  @property({ attribute: false }) catalogue: Till['catalogue'] | undefined;
  @property({ attribute: false }) settings: Settings | undefined;
  @property() currency = 'EUR';
  @state() private due: Due = { total: 0, taxLines: [], taxesIncluded: true, taxExempt: false };
  @state() private busy = false;
  @state() private message = '';
  /** Says that the cart changed while it was being paid. */
  @state() private changed = '';
  @state() private sold: Sale | undefined;
  @query('tide-pay-dialog') private pay!: TidePayDialog;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog;
  /** The draft that the open dialog asks to pay. */
  #quoted: SaleDraft | undefined;

  readonly #draft = new Observed(
    this,
    () => this.cart,
    cart => cart.draft$,
  );
  /** A customer may become tax-exempt while they pay. */
  readonly #customers = new Observed(
    this,
    () => this.selling,
    selling => selling.customersChanged$,
  );

  /** A product in the cart may become one that is not sold plainly. */
  readonly #products = new Observed(
    this,
    () => this.catalogue,
    catalogue => catalogue.changed$,
  );

  /** Asks for what the cart costs now, with what other tills added. */
  async show(): Promise<void> {
    if (!this.cart || !this.selling || this.busy) return;
    await this.cart.settled();
    if (this.#trouble(this.cart.draft)) return;
    const due = dueOf(this.cart.draft, this.selling);
    if (!due) return;
    this.#quoted = this.cart.draft;
    this.due = due;
    this.message = this.changed = '';
    await this.updateComplete;
    await this.pay.show();
  }

  /** A cart, or a customer, that changes during a payment is paid as it is now. */
  override willUpdate(): void {
    const draft = this.#draft.value;
    void [this.#customers.value, this.#products.value];
    if (!this.#quoted || !this.selling || !draft || this.busy) return;
    const due = dueOf(draft, this.selling);
    if (!due || this.#trouble(draft)) return this.#stop();
    if (due.total !== this.due.total)
      this.changed = msg(str`The cart changed: ${moneyText(due.total, this.currency)} is to be paid now.`);
    this.#quoted = draft;
    this.due = due;
  }

  override render() {
    const head: ReceiptHead = {
      shop: this.settings?.name ?? '',
      address: this.settings?.address ?? [],
      timeZone: this.settings?.timeZone,
      language: shopLanguage(),
      customer: this.selling ? customerName(this.sold?.customerId ?? null, this.selling) : '',
    };
    return html`
      <div>
        <tide-pay-dialog
          .due=${this.due}
          .currency=${this.currency}
          .busy=${this.busy}
          .message=${[this.changed, this.#warning(), this.message].filter(Boolean).join(' ')}
          @take-payment=${this.#sell}
          @close=${() => (this.#quoted = undefined)}
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
    this.message = this.changed = '';
    try {
      const result = await this.cart.sell(tenders);
      if (result.kind !== 'sold') {
        this.message = reasonWords(result.reason);
        return;
      }
      this.#quoted = undefined;
      this.sold = result.entry.sale;
    } catch (error) {
      // The cart has the id of this sale: a second try sells it only once.
      this.message = msg(str`The sale could not be stored: ${errorWords(error)} Try again.`);
      return;
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    this.pay.hide();
    await this.receipt.show();
  };

  #trouble(draft: SaleDraft): string | undefined {
    return this.catalogue && cartTrouble(draft, this.catalogue);
  }

  #warning(): string {
    return this.catalogue && this.#quoted ? paymentWarning(this.#quoted, this.catalogue) : '';
  }

  /** Nothing is left to pay; the page says why. */
  #stop(): void {
    this.#quoted = undefined;
    this.pay.hide();
  }

  /** Closes the receipt of the finished sale, for the scan that begins the next. */
  endReceipt(): void {
    if (this.receipt.isOpen) this.receipt.hide();
  }
}
