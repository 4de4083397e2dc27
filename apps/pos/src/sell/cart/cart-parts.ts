import type { TideDiscountDialog } from '@tidemark/elements/cart/discount-dialog';
import '@tidemark/elements/cart/discount-dialog';
import type { CustomerChosenEvent } from '@tidemark/elements/customers/customer-events';
import { tokens } from '@tidemark/elements/look/tokens';
import type { TideWordsDialog } from '@tidemark/elements/look/words-dialog';
import '@tidemark/elements/look/words-dialog';
import type { CartPart, DiscountEvent, WordsEvent } from '@tidemark/elements/sales/sale-events';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { DraftLine, SaleDraft } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TideCustomerPicker } from '../../customers/customer-picker.ts';
import '../../customers/customer-picker.ts';
import { Observed } from '../../page/observed.ts';
import type { CartOnScreen } from './cart-on-screen.ts';
import { emptyDraft, withLineNote } from './draft.ts';

const noteText = (): string => msg('It is printed on the receipt and goes into the order.');

/** @summary Asks for what a cart has besides its lines: customer, discount, notes. */
@customElement('tide-cart-parts')
export class TideCartParts extends LocalizedElement {
  static override styles = [tokens];

  @property({ attribute: false }) till: PageTill | undefined;
  @property({ attribute: false }) cart: CartOnScreen | undefined;
  @property() currency = 'EUR';
  /** The line whose note is asked for. */
  @state() private line: DraftLine | undefined;
  @query('tide-discount-dialog') private discountDialog!: TideDiscountDialog;
  @query('#note') private noteDialog!: TideWordsDialog;
  @query('#line-note') private lineNoteDialog!: TideWordsDialog;
  @query('tide-customer-picker') private customerPicker!: TideCustomerPicker;

  readonly #draft = new Observed(
    this,
    () => this.cart,
    cart => cart.draft$,
  );

  async show(part: Exclude<CartPart, 'park'>): Promise<void> {
    const dialogs = { customer: this.customerPicker, discount: this.discountDialog, note: this.noteDialog };
    await dialogs[part].show();
  }

  async showLineNote(lineId: string): Promise<void> {
    this.line = this.cart?.draft.lines.find(line => line.id === lineId);
    await this.updateComplete;
    if (this.line) await this.lineNoteDialog.show();
  }

  override render() {
    const { till, line } = this;
    const draft = this.#draft.value ?? emptyDraft;
    if (!till) return nothing;
    return html`
      <tide-discount-dialog
        .discount=${draft.discount}
        .currency=${this.currency}
        @discount=${({ discount }: DiscountEvent) => this.#change({ discount })}
      ></tide-discount-dialog>
      <tide-words-dialog
        id="note"
        heading=${msg('Note on the sale')}
        label=${msg('Note')}
        text=${noteText()}
        optional
        .words=${draft.note ?? ''}
        @words=${({ words }: WordsEvent) => this.#change({ note: words })}
      ></tide-words-dialog>
      <tide-words-dialog
        id="line-note"
        heading=${line ? msg(str`Note on ${line.item.title}`) : ''}
        label=${msg('Note')}
        text=${noteText()}
        optional
        .words=${line?.note ?? ''}
        @words=${this.#lineNoted}
      ></tide-words-dialog>
      <tide-customer-picker
        .till=${till}
        .chosen=${draft.customerId}
        @customer-chosen=${({ customerId }: CustomerChosenEvent) =>
          this.#change({ customerId: customerId || null })}
      ></tide-customer-picker>
    `;
  }

  #change(part: Partial<SaleDraft>): void {
    if (this.cart) this.cart.change({ ...this.cart.draft, ...part });
  }

  #lineNoted = ({ words }: WordsEvent): void => {
    if (this.cart && this.line) this.cart.change(withLineNote(this.cart.draft, this.line.id, words));
  };
}
