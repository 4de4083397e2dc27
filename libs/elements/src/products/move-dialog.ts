import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LocalizedElement, msg, numberText, str } from '../language/index.ts';
import { choiceStyles, dialogStyles, fieldStyles } from '../look/dialog.styles.ts';
import { StockMoveEvent, type MoveReason } from './stock-events.ts';
import { base, tokens } from '../look/tokens.ts';

/** The thing that moves. */
export interface MovedItem {
  readonly title: string;
  readonly detail: string;
  /** The available units that the till shows; undefined where they are not counted. */
  readonly available: number | undefined;
}

const reasons: readonly MoveReason[] = ['receive', 'count', 'damage'];

interface ReasonWords {
  readonly choice: string;
  readonly label: string;
  readonly action: string;
}

const wordsOf = (reason: MoveReason): ReasonWords => reasonWords()[reason];

const reasonWords = (): Readonly<Record<MoveReason, ReasonWords>> => ({
  receive: { choice: msg('Received'), label: msg('How many came in'), action: msg('Add to stock') },
  count: { choice: msg('Counted'), label: msg('How many there are'), action: msg('Save count') },
  damage: { choice: msg('Damaged'), label: msg('How many are lost'), action: msg('Take out of stock') },
});

/**
 * @summary Receives, counts or writes off units of one thing.
 * @fires {StockMoveEvent} stock-move - The move was filled in.
 */
@customElement('tide-move-dialog')
export class TideMoveDialog extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles, choiceStyles];

  @property({ attribute: false }) item: MovedItem | undefined;
  @state() private reason: MoveReason = 'receive';
  @state() private typed = '';
  /** The number that was shown before it changed during a count: the till then asks for a new count. */
  @state() private changedFrom: number | undefined;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input[name="units"]') private field!: HTMLInputElement;
  @query('input[name="note"]') private note!: HTMLInputElement;

  async show(): Promise<void> {
    this.reason = 'receive';
    this.typed = '';
    this.changedFrom = undefined;
    await this.updateComplete;
    this.note.value = '';
    this.dialog.showModal();
    this.field.focus();
  }

  /** A count entered against another number may or may not include the change. */
  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('item')?.available;
    if (!this.dialog?.open || before === undefined || before === this.item?.available) return;
    if (this.reason !== 'count' || this.typed === '') return;
    this.changedFrom = before;
    this.typed = '';
  }

  override render() {
    const units = this.#units();
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="move-dialog">
        <div class="head">
          <h2 id="title">${this.item?.title ?? ''}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <form class="body fields" method="dialog" @submit=${this.#submit}>
          <p class="soft">
            ${[this.item?.detail, this.item?.available === undefined ? msg('Shopify does not count this.') : msg(str`This till shows ${numberText(this.item.available)}`)].filter(Boolean).join(' · ')}
          </p>
          <div class="choice" role="group" aria-label=${msg('What happened')}>
            ${reasons.map(
              reason =>
                html`<button
                  type="button"
                  aria-pressed=${this.reason === reason}
                  @click=${() => this.#choose(reason)}
                >
                  ${wordsOf(reason).choice}
                </button>`,
            )}
          </div>
          <label
            >${wordsOf(this.reason).label}
            <input
              name="units"
              inputmode="numeric"
              autocomplete="off"
              maxlength="7"
              .value=${this.typed}
              @input=${this.#entered}
            />
          </label>
          <label>${msg('Note')} <input name="note" autocomplete="off" maxlength="200" /></label>
          <p
            class=${this.changedFrom === undefined ? 'soft' : 'warn'}
            aria-live="polite"
            data-testid="after-move"
          >
            ${this.#after(units) ?? nothing}
          </p>
          <div class="row">
            <button class="primary" ?disabled=${units === undefined}>${wordsOf(this.reason).action}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #entered = (event: Event): void => {
    this.typed = (event.currentTarget as HTMLInputElement).value;
    this.changedFrom = undefined;
  };

  #choose(reason: MoveReason): void {
    this.reason = reason;
    this.changedFrom = undefined;
    this.field.focus();
  }

  #units(): number | undefined {
    if (!/^\d{1,7}$/.test(this.typed.trim())) return undefined;
    const units = Number(this.typed);
    return units === 0 && this.reason !== 'count' ? undefined : units;
  }

  #after(units: number | undefined): string | undefined {
    if (this.changedFrom !== undefined)
      return msg(
        str`This till showed ${numberText(this.changedFrom)} until just now. Look again, and enter how many there are.`,
      );
    if (this.typed !== '' && units === undefined) return msg('Enter a whole number.');
    const available = this.item?.available;
    if (units === undefined || available === undefined) return undefined;
    switch (this.reason) {
      case 'receive':
        return msg(str`${numberText(available + units)} after this`);
      case 'damage':
        return msg(str`${numberText(available - units)} after this`);
      case 'count': {
        const difference = units - available;
        if (difference === 0) return msg('The count is right.');
        const distance = numberText(Math.abs(difference));
        return difference > 0
          ? msg(str`${distance} more than this till shows`)
          : msg(str`${distance} fewer than this till shows`);
      }
    }
  }

  #submit = (event: Event): void => {
    const units = this.#units();
    if (units === undefined) return event.preventDefault();
    const note = this.note.value.trim() || null;
    this.dispatchEvent(new StockMoveEvent(this.reason, units, note, this.item?.available));
  };
}
