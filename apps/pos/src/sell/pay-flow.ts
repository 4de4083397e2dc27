import { moneyText } from '@tidemark/elements/look/money-text';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { Due, TidePayDialog } from '@tidemark/elements/pay/pay-dialog';
import '@tidemark/elements/pay/pay-dialog';
import type { ReceiptHead } from '@tidemark/elements/sales/receipt';
import type { TakePaymentEvent } from '@tidemark/elements/sales/sale-events';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { Sale } from '@tidemark/schema';
import type { SaleDraft, SellResult } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { shopLanguage } from '../languages/till-language.ts';
import { Answered } from '../page/answered.ts';
import { DrawnLater } from '../page/drawn-later.ts';
import { Observed } from '../page/observed.ts';
import { orSay } from '../page/or-say.ts';
import type { TideReceiptDialog } from '../sales/receipt-dialog.ts';
import '../sales/receipt-dialog.ts';
import { customerName } from '../sales/sale-views.ts';
import type { CartOnScreen } from './cart/cart-on-screen.ts';
import { draftMoney, dueOf, emptyDraft } from './cart/draft.ts';
import {
  draftFacts$,
  factsOf,
  factsQuestion,
  knowsAll,
  noFacts,
  termsOf,
  type DraftFacts,
} from './cart/draft-facts.ts';
import { reasonWords } from '../words/reason-words.ts';
import { DiscountApproval } from './discount-approval.ts';
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
  @property({ attribute: false }) till: PageTill | undefined;
  @property() currency = 'EUR';
  @state() private due: Due = { total: 0, taxLines: [], taxesIncluded: true, taxExempt: false };
  @state() private busy = false;
  @state() private message = '';
  /** Says that the cart changed while it was being paid. */
  @state() private changed = '';
  @state() private sold: Sale | undefined;
  @query('tide-pay-dialog') private pay!: TidePayDialog;
  @query('tide-receipt-dialog') private receipt!: TideReceiptDialog | null;
  /** The dialogs: of the payment, of the receipt. */
  readonly #dialogs = new DrawnLater(this, 2);
  /** The draft that the open dialog asks to pay. */
  #quoted: SaleDraft | undefined;
  readonly #approval = new DiscountApproval();
  /** Counts the wishes to pay: a later one takes the place of one that still waits for the till. */
  #turn = 0;

  readonly #draft = new Observed(
    this,
    () => this.cart,
    cart => cart.draft$,
  );
  /**
   * While they pay, a customer may become tax-exempt, and a product one that is not sold plainly. The receipt names the
   * customer of the sale.
   */
  readonly #facts = new Answered(
    this,
    () => this.till,
    () => factsQuestion(this.#draft.value ?? emptyDraft, this.#quoted?.customerId, this.sold?.customerId),
    draftFacts$,
  );

  /** Asks for what the cart costs now, with what other tills added. */
  async show(): Promise<void> {
    const { cart, till } = this;
    if (!cart || !till || this.busy) return;
    const turn = ++this.#turn;
    await this.#dialogs.all;
    await cart.settled();
    const facts = await this.#factsOf(cart, till);
    const isWanted = turn === this.#turn && this.isConnected && this.cart === cart && this.till === till;
    if (!isWanted) return;
    const { draft } = cart;
    const due = dueOf(draft, termsOf(draft, facts));
    if (!due || cartTrouble(draft, facts.variants)) return;
    if (!(await this.#approved(draft, facts, till)) || draft !== cart.draft) return;
    this.#quoted = draft;
    this.due = due;
    this.message = this.changed = '';
    await this.updateComplete;
    await this.pay.show();
  }

  /** A cart, or a customer, that changes during a payment is paid as it is now. */
  protected override update(changed: PropertyValues<this>): void {
    const draft = this.#draft.value;
    const facts = this.#facts.value;
    if (this.#quoted && draft && !this.busy && knowsAll(facts, draft)) this.#quote(draft, facts);
    super.update(changed);
  }

  /** Asks to pay this draft, unless there is nothing to pay, or it cannot be paid: the page says why. */
  #quote(draft: SaleDraft, facts: DraftFacts): void {
    const due = dueOf(draft, termsOf(draft, facts));
    if (!due || cartTrouble(draft, facts.variants)) return this.#stop();
    if (due.total !== this.due.total)
      this.changed = msg(str`The cart changed: ${moneyText(due.total, this.currency)} is to be paid now.`);
    this.#quoted = draft;
    this.due = due;
  }

  override render() {
    const { settings, customers } = this.#facts.value ?? noFacts;
    const head: ReceiptHead = {
      shop: settings?.name ?? '',
      address: settings?.address ?? [],
      timeZone: settings?.timeZone,
      language: shopLanguage(),
      customer: customerName(this.sold?.customerId ?? null, customers),
    };
    return html`
      <div>
        ${
          this.#dialogs.has(0)
            ? html`<tide-pay-dialog
                .due=${this.due}
                .currency=${this.currency}
                .busy=${this.busy}
                .message=${[this.changed, this.#warning(), this.message].filter(Boolean).join(' ')}
                @take-payment=${this.#sell}
                @close=${() => (this.#quoted = undefined)}
              ></tide-pay-dialog>`
            : nothing
        }
        ${
          this.#dialogs.has(1)
            ? html`<tide-receipt-dialog
                justSold
                .sale=${this.sold}
                .head=${head}
                @close=${() => this.dispatchEvent(new NextSaleEvent())}
              ></tide-receipt-dialog>`
            : nothing
        }
      </div>
    `;
  }

  #sell = async ({ tenders }: TakePaymentEvent): Promise<void> => {
    const { cart, till } = this;
    if (!cart || !till || this.busy) return;
    this.busy = true;
    this.message = this.changed = '';
    let sale: Sale | undefined;
    try {
      if (await this.#isStillDue(cart, till)) {
        const approvals = await this.#approved(cart.draft, await this.#factsOf(cart, till), till);
        if (approvals) sale = this.#saleOf(await cart.sell(tenders, approvals));
      }
    } catch (error) {
      // The cart has the id of this sale: a second try sells it only once.
      this.message = msg(str`The sale could not be stored: ${errorWords(error)} Try again.`);
    }
    if (sale) await this.#showReceipt(sale);
    else this.busy = false;
  };

  /** The approvals that this draft needs; undefined: nobody approved, and nothing is sold. */
  #approved(draft: SaleDraft, facts: DraftFacts, till: PageTill) {
    const { discount } = draftMoney(draft, termsOf(draft, facts));
    return orSay(
      () => this.#approval.of(this, till, draft, discount),
      words => (this.message = words),
    );
  }

  /** The stored sale; where nothing was sold, undefined, and the dialog says why. */
  #saleOf(result: SellResult): Sale | undefined {
    if (result.kind === 'sold') return result.entry.sale;
    this.message = reasonWords(result.reason);
    return undefined;
  }

  /** Whether the cart costs what was asked for: others may have changed it before the till could answer. */
  async #isStillDue(cart: CartOnScreen, till: PageTill): Promise<boolean> {
    if (this.#quoted === cart.draft) return true;
    const asked = this.due.total;
    const facts = await this.#factsOf(cart, till);
    if (this.cart !== cart || this.till !== till) return false;
    this.#quote(cart.draft, facts);
    return this.#quoted !== undefined && this.due.total === asked;
  }

  /**
   * Shows the receipt over the payment, and then takes that away: between two dialogs, a browser would work out the
   * style of the whole page twice.
   */
  async #showReceipt(sale: Sale): Promise<void> {
    this.sold = sale;
    this.#quoted = undefined;
    await this.updateComplete;
    const shown = this.receipt?.show();
    await this.receipt?.updateComplete;
    this.pay.hide();
    this.busy = false;
    await shown;
  }

  /** What the till knows of all that is in the cart, once it has answered. */
  #factsOf(cart: CartOnScreen, till: PageTill): Promise<DraftFacts> {
    return factsOf(() => cart.draft, till, this.#facts.value);
  }

  #warning(): string {
    return this.#quoted ? paymentWarning(this.#quoted, (this.#facts.value ?? noFacts).variants) : '';
  }

  /** Nothing is left to pay; the page says why. */
  #stop(): void {
    this.#quoted = undefined;
    this.pay.hide();
  }

  /** Closes the receipt of the finished sale, for the scan that begins the next. */
  endReceipt(): void {
    if (this.receipt?.isOpen) this.receipt.hide();
  }
}
