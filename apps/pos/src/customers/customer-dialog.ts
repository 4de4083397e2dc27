import { CustomerChosenEvent, type CustomerEnteredEvent } from '@tidemark/elements/customers/customer-events';
import '@tidemark/elements/customers/customer-form';
import { dialogStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { Wish } from '@tidemark/elements/sales/sale-events';
import { wishText } from '@tidemark/elements/sales/wish-words';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { CustomerEntry } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Answered } from '../page/answered.ts';
import { notDecidedWords } from '../sales/not-decided-words.ts';
import { withRight } from '../shell/approval/with-right.ts';
import { orSay } from '../page/or-say.ts';
import { wayWords, wishesFor } from '../sales/way-words.ts';
import { editTitle, enteredOf } from './customer-words.ts';
import { errorWords } from '../sell/error-words.ts';

/** A customer's change is given up, where another record is resolved with a note. */
function giveUpText(wish: Wish): string {
  return wish === 'resolve' ? msg('Give this change up') : wishText(wish);
}

type Pending = CustomerEntry['pending'][number];
type Customers = ReadonlyMap<string, CustomerEntry>;
type Decision = Parameters<PageTill['selling']['decide']>[2];

/**
 * @summary One customer: who they are, which changes are still under way, and the form to change them.
 * @fires {CustomerChosenEvent} customer-chosen - A new customer was added, or another one was chosen instead.
 */
@customElement('tide-customer-dialog')
export class TideCustomerDialog extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    fieldStyles,
    css`
      .pending {
        margin-bottom: 14px;
        padding: 12px 14px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
      }
      .pending p {
        margin: 0 0 4px;
        overflow-wrap: anywhere;
      }
      .pending .primary {
        padding-block: 8px;
      }
      .wait {
        color: var(--_warn);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** '' for a new customer. */
  @state() private customerId = '';
  @state() private open = false;
  @state() private busy = false;
  @state() private said = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  /** The number of the call of `show` that is on screen. */
  #shown = 0;
  /** The shown customer, and the one who already has what was refused. */
  readonly #customers: Answered<PageTill, string[], Customers> = new Answered(
    this,
    () => this.till,
    () => [this.customerId, this.#entry?.takenBy ?? ''].filter(id => id !== ''),
    (till, ids) => till.selling.customersById$(ids),
  );

  /** Shows a customer; without an id, the form for a new one. */
  async show(customerId = ''): Promise<void> {
    this.#shown += 1;
    this.customerId = customerId;
    this.said = '';
    this.open = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
  }

  override render() {
    const entry = this.#entry;
    const isNew = this.customerId === '';
    return html`
      <dialog class="root wide" aria-labelledby="title" data-testid="customer-dialog" @close=${this.#closed}>
        <div class="head">
          <h2 id="title">${isNew ? msg('New customer') : (entry?.displayName ?? msg('A customer'))}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        ${
          this.open && (isNew || entry)
            ? html`<div class="body">
                ${entry?.pending.map(each => this.#pending(each, entry))}
                <tide-customer-form
                  .customer=${entry ? enteredOf(entry) : undefined}
                  .busy=${this.busy}
                  .saveText=${entry ? msg('Save') : msg('Add customer')}
                  @customer-entered=${this.#entered}
                ></tide-customer-form>
                <p class="soft" role="status">${this.said}</p>
              </div>`
            : nothing
        }
      </dialog>
    `;
  }

  /** Undefined for a new customer, for one that is not known, and until the till answered. */
  get #entry(): CustomerEntry | undefined {
    return this.customerId ? this.#customers.value?.get(this.customerId) : undefined;
  }

  #pending({ edit, way }: Pending, entry: CustomerEntry) {
    const { text, tone } = wayWords(way);
    const other = entry.takenBy === undefined ? undefined : this.#customers.value?.get(entry.takenBy);
    const wishes = wishesFor(way);
    return html`<section class="pending" data-testid="pending-edit">
      <p>${editTitle(edit)}</p>
      <p class=${tone}>${text}</p>
      ${wishes.includes('resolve') && other ? this.#other(edit.id, other) : nothing}
      ${
        wishes.length > 0
          ? html`<div class="row">
              ${wishes.map(wish => html`<button @click=${() => this.#wish(edit.id, wish)}>${giveUpText(wish)}</button>`)}
            </div>`
          : nothing
      }
    </section>`;
  }

  #other(editId: string, other: CustomerEntry) {
    return html`<p>
        ${msg(str`${other.email ? `${other.displayName} (${other.email})` : other.displayName} has this already. Is it the same person?`)}
      </p>
      <button
        class="primary"
        data-testid="use-existing-customer"
        @click=${() => void this.#useExisting(editId, other)}
      >
        ${msg(str`Use ${other.displayName}`)}
      </button>`;
  }

  #wish(editId: string, wish: Wish): void {
    const note = msg('Given up on the till');
    void this.#decide(editId, wish === 'send-again' ? { do: wish } : { do: wish, note });
  }

  async #useExisting(editId: string, { id, displayName }: CustomerEntry): Promise<void> {
    const isShown = this.#stillShown();
    const note = msg(str`The same person as ${displayName}`);
    const isDone = await this.#decide(editId, { do: 'resolve', note, customerId: id });
    if (isDone && isShown()) this.#choose(id);
  }

  async #decide(editId: string, decision: Decision): Promise<boolean> {
    const isShown = this.#stillShown();
    const say = (words: string) => {
      if (isShown()) this.said = words;
    };
    const decide = () =>
      withRight(this, this.till, 'decide', (till, approval) =>
        till.selling.decide('customerEdits', editId, decision, undefined, approval),
      );
    const isDone = await orSay(decide, say);
    if (isDone !== undefined) say(isDone ? '' : notDecidedWords());
    return isDone ?? false;
  }

  #entered = async ({ customer }: CustomerEnteredEvent): Promise<void> => {
    const { till, customerId } = this;
    if (!till || this.busy) return;
    const isShown = this.#stillShown();
    this.busy = true;
    try {
      const { id } = customerId
        ? await till.selling.editCustomer(customerId, customer)
        : await till.selling.addCustomer(customer);
      if (!isShown()) return;
      if (customerId) this.dialog.close();
      else this.#choose(id);
    } catch (error) {
      if (isShown()) this.said = msg(str`It could not be saved: ${errorWords(error)}`);
    } finally {
      this.busy = false;
    }
  };

  /** Says later whether what is shown now is still shown: nothing else may be closed, chosen, or told how this ended. */
  #stillShown(): () => boolean {
    const { till } = this;
    const shown = this.#shown;
    return () => this.isConnected && till === this.till && shown === this.#shown;
  }

  /** The event comes after the closing: by then another customer may be shown. */
  #closed = (): void => {
    this.open = this.dialog.open;
  };

  #choose(customerId: string): void {
    this.dialog.close();
    this.dispatchEvent(new CustomerChosenEvent(customerId));
  }
}
