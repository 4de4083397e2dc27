import { html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { dialogStyles, fieldStyles } from './dialog.styles.ts';
import { WordsEvent } from '../sales/sale-events.ts';
import { base, tokens } from './tokens.ts';

/**
 * @summary Asks for a few words: a note, a name, a reason.
 * @fires {WordsEvent} words - The words were written; null where they were emptied.
 */
@customElement('tide-words-dialog')
export class TideWordsDialog extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles, fieldStyles];

  @property() heading = '';
  /** The label of the field. */
  @property() label = '';
  /** Says what will happen. */
  @property() text = '';
  /** What the button says; '' for "Save". */
  @property() action = '';
  /** The words that the field begins with. */
  @property() words = '';
  /** Whether the field may stay empty. */
  @property({ type: Boolean }) optional = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private field!: HTMLTextAreaElement;

  async show(): Promise<void> {
    await this.updateComplete;
    this.field.value = this.words;
    this.dialog.showModal();
    this.field.focus();
  }

  override render() {
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="words-dialog">
        <div class="head">
          <h2 id="title">${this.heading}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <form class="body" method="dialog" @submit=${this.#submit}>
          ${this.text ? html`<p class="soft">${this.text}</p>` : nothing}
          <label
            >${this.label}
            <textarea
              name="words"
              maxlength="500"
              ?required=${!this.optional}
              @keydown=${this.#keyed}
            ></textarea>
          </label>
          <div class="row"><button class="primary">${this.action || msg('Save')}</button></div>
        </form>
      </dialog>
    `;
  }

  /** Enter submits, as in a field of one line; Shift and Enter makes a new line. */
  #keyed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.field.form?.requestSubmit();
  };

  #submit = (): void => {
    const words = this.field.value.trim();
    if (words || this.optional) this.dispatchEvent(new WordsEvent(words || null));
  };
}
