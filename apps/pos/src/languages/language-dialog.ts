import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import './language-choice.ts';

/** @summary Menu > Language. */
@customElement('tide-language-dialog')
export class TideLanguageDialog extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles];

  @state() private open = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.dialog.showModal();
  }

  override render() {
    return html`<dialog
      class="root"
      aria-labelledby="title"
      data-testid="language-dialog"
      @close=${() => (this.open = false)}
    >
      <div class="head">
        <h2 id="title">${msg('Language')}</h2>
        <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
      </div>
      <div class="body">
        ${this.open ? html`<tide-language-choice></tide-language-choice>` : nothing}
        <p class="soft">${msg('Receipts are in the shop’s language.')}</p>
      </div>
    </dialog>`;
  }
}
