import { choiceStyles, dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { moneyText } from '@tidemark/elements/look/money-text';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import type { Sellable } from '@tidemark/till';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { stopMarks } from '../cart/line-warning.ts';
import { narrowed, optionsOf, type Chosen, type VariantOption } from './variant-options.ts';

/** One of several variants was chosen. */
export class VariantChosenEvent extends Event {
  static readonly type = 'variant-chosen';
  readonly sellable: Sellable;

  constructor(sellable: Sellable) {
    super(VariantChosenEvent.type, { bubbles: true, composed: true });
    this.sellable = sellable;
  }
}

/** As many variants are seen at a glance; a longer list can be narrowed. */
const few = 8;
/** The most buttons in the page at once. */
const mostShown = 60;

/**
 * @summary A dialog to choose one of several variants. Many are narrowed by the values of their options, or by words.
 * @fires {VariantChosenEvent} variant-chosen - A variant was chosen; the dialog is closed.
 */
@customElement('tide-variant-choice')
export class TideVariantChoice extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    choiceStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 8px;
      }
      li button {
        width: 100%;
        min-height: 52px;
        display: flex;
        justify-content: space-between;
        gap: 12px;
        align-items: center;
        text-align: start;
      }
      li span {
        overflow-wrap: anywhere;
      }
      .number {
        flex: none;
      }
      fieldset {
        border: 0;
        margin: 0 0 12px;
        padding: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        margin-bottom: 6px;
        color: var(--_soft);
      }
      .choice > button {
        flex: none;
        overflow-wrap: anywhere;
      }
      input {
        margin-bottom: 12px;
      }
      .left {
        margin: 0 0 8px;
        color: var(--_soft);
      }
    `,
  ];

  @property() currency = 'EUR';
  @state() private sellables: readonly Sellable[] = [];
  @state() private chosen: Chosen = new Map();
  @state() private words = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  /** Opens the dialog on these. */
  async show(sellables: readonly Sellable[]): Promise<void> {
    this.sellables = sellables;
    this.chosen = new Map();
    this.words = '';
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** Resolves when one is chosen, or none. */
  closed(): Promise<void> {
    return new Promise(resolve => this.dialog.addEventListener('close', () => resolve(), { once: true }));
  }

  override render() {
    const isSeveral = new Set(this.sellables.map(each => each.product.id)).size > 1;
    const isLong = this.sellables.length > few;
    const left = narrowed(this.sellables, this.chosen, this.words);
    return html`<dialog
      class="root ${isLong ? 'wide' : ''}"
      aria-labelledby="choice-title"
      data-testid="variant-choice"
      @close=${() => (this.sellables = [])}
    >
      <div class="head">
        <h2 id="choice-title">${isSeveral ? msg('Which one?') : (this.sellables[0]?.product.title ?? '')}</h2>
        <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
      </div>
      <div class="body">
        ${isLong ? this.#narrowing(left) : nothing}
        <ul @keydown=${this.#moved}>
          ${left.slice(0, mostShown).map(each => this.#row(each, isSeveral))}
        </ul>
      </div>
    </dialog>`;
  }

  #narrowing(left: readonly Sellable[]) {
    return html`
      <form @submit=${(event: SubmitEvent) => this.#submitted(event, left)}>
        <input
          type="search"
          aria-label=${msg('Search these')}
          placeholder=${msg('Search these')}
          autocomplete="off"
          spellcheck="false"
          maxlength="200"
          .value=${this.words}
          @input=${this.#typed}
          @keydown=${this.#moved}
        />
      </form>
      ${optionsOf(this.sellables, this.chosen).map(each => this.#chips(each))}
      <p class="left" role="status">${leftWords(left.length, this.sellables.length)}</p>
    `;
  }

  #chips({ name, values }: VariantOption) {
    return html`<fieldset>
      <legend>${name}</legend>
      <div class="choice">
        ${values.map(
          ({ value, isThere }) =>
            html`<button
              aria-pressed=${this.chosen.get(name) === value ? 'true' : 'false'}
              ?disabled=${!isThere}
              @click=${() => this.#choose(name, value)}
            >
              ${value}
            </button>`,
        )}
      </div>
    </fieldset>`;
  }

  #row(sellable: Sellable, isSeveral: boolean) {
    const { product, variant, available, stop } = sellable;
    const left = stop
      ? ` · ${stopMarks[stop]}`
      : available === undefined
        ? ''
        : ` · ${msg(str`${numberText(available)} left`)}`;
    return html`<li>
      <button @click=${() => this.#pick(sellable)}>
        <span>${isSeveral ? `${product.title} · ` : ''}${variant.title}</span
        ><span class="number">${moneyText(variant.price, this.currency)}${left}</span>
      </button>
    </li>`;
  }

  #typed = (event: Event): void => {
    this.words = (event.currentTarget as HTMLInputElement).value;
  };

  /** A value that is chosen a second time is no longer chosen. */
  #choose(name: string, value: string): void {
    const chosen = new Map(this.chosen);
    if (chosen.get(name) === value) chosen.delete(name);
    else chosen.set(name, value);
    this.chosen = chosen;
  }

  #submitted(event: SubmitEvent, left: readonly Sellable[]): void {
    event.preventDefault();
    if (left.length === 1 && left[0]) this.#pick(left[0]);
  }

  /** The arrow keys go from the field into the list, and up and down in it. */
  #moved = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('li button')];
    const at = rows.indexOf((this.renderRoot as ShadowRoot).activeElement as HTMLElement);
    const to = at + step;
    if (to >= 0) rows[Math.min(to, rows.length - 1)]?.focus();
    else this.renderRoot.querySelector('input')?.focus();
  };

  #pick(sellable: Sellable): void {
    this.dialog.close();
    this.dispatchEvent(new VariantChosenEvent(sellable));
  }
}

function leftWords(left: number, all: number): string {
  if (left === 0) return msg('None of them fits.');
  const of =
    left === all
      ? msg(str`${numberText(all)} to choose from`)
      : msg(str`${numberText(left)} of ${numberText(all)}`);
  return left > mostShown ? msg(str`${of}; the first ${numberText(mostShown)} are shown.`) : `${of}.`;
}
