import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/sign-in/sign-in-form';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';

/**
 * @summary Signs in again over the open screen: the cart stays as it is.
 * @fires {SignInEvent} sign-in - A member of staff asked to sign in.
 */
@customElement('tide-sign-in-dialog')
export class TideSignInDialog extends LocalizedElement {
  static override styles = [tokens, base, dialogStyles];

  @property() shop = '';
  @property() error = '';
  @property({ type: Boolean }) busy = false;
  @state() private open = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  hide(): void {
    this.dialog.close();
  }

  override render() {
    return html`
      <dialog
        class="root"
        aria-labelledby="title"
        data-testid="sign-in-dialog"
        @close=${() => (this.open = this.dialog.open)}
      >
        <div class="head">
          <h2 id="title">${msg('Sign in again')}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${this.hide}>×</button>
        </div>
        <div class="body">
          ${
            this.open
              ? html`<tide-sign-in-form
                  plain
                  shopFixed
                  .shop=${this.shop}
                  .error=${this.error}
                  .busy=${this.busy}
                ></tide-sign-in-form>`
              : nothing
          }
        </div>
      </dialog>
    `;
  }
}
