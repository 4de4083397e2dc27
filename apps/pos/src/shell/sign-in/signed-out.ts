import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/sign-in/sign-in-form';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../languages/language-choice.ts';
import type { Removing } from './shop-removal.ts';

/**
 * @summary A till without a sign-in: why, what waits on it, what is being removed, and the way in.
 * @fires {SignInEvent} sign-in - A member of staff asked to sign in.
 * @fires {Event} remove-again - The cashier asked to repeat a removal that failed.
 */
@customElement('tide-signed-out')
export class TideSignedOut extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .root {
        min-height: 100%;
        display: grid;
        align-content: center;
        justify-items: center;
      }
      .notes {
        width: min(100% - 32px, 400px);
        display: grid;
        gap: 8px;
        padding-top: 24px;
      }
      .notes:not(:has(p)) {
        padding: 0;
      }
      .note {
        margin: 0;
        padding: 12px 16px;
        border: 1px solid var(--_line);
        border-inline-start: 4px solid var(--_accent);
        border-radius: 10px;
        background: var(--_surface);
        overflow-wrap: anywhere;
        font-size: calc(15 * var(--_px));
      }
      .note.bad {
        border-inline-start-color: var(--_bad);
      }
      .note.waiting {
        border-inline-start-color: var(--_warn);
      }
      progress {
        display: block;
        width: 100%;
        margin-top: 10px;
        accent-color: var(--_accent);
      }
      .note button {
        display: block;
        margin-top: 10px;
      }
      tide-sign-in-form {
        width: 100%;
      }
      tide-language-choice {
        width: min(100% - 32px, 400px);
        padding-bottom: 24px;
      }
    `,
  ];

  @property() shop = '';
  @property({ type: Boolean }) shopFixed = false;
  @property() error = '';
  @property({ type: Boolean }) busy = false;
  /** Why no person is signed in, where that is not obvious. */
  @property() why = '';
  /** The unsent work, in words. */
  @property() waiting = '';
  @property({ attribute: false }) removing: Removing | undefined;

  override render() {
    const { removing } = this;
    const again = () => this.dispatchEvent(new Event('remove-again'));
    return html`<div class="root">
      <div class="notes">
        ${live('alert', this.why && html`<p class="note bad" data-testid="signed-out-why">${this.why}</p>`)}
        ${this.waiting ? html`<p class="note waiting" data-testid="signed-out-waiting">${this.waiting}</p>` : nothing}
        ${live(
          'status',
          removing &&
            html`<p
              class="note ${removing.kind === 'failed' ? 'bad' : ''}"
              data-testid="removing"
              data-state=${removing.kind}
            >
              ${removing.words}
              ${removing.kind === 'running' ? html`<progress aria-label=${msg('Removing')} max="2" .value=${removing.done}></progress>` : nothing}
              ${removing.kind === 'failed' ? html`<button @click=${again}>${msg('Try again')}</button>` : nothing}
            </p>`,
        )}
      </div>
      ${
        removing?.kind === 'running'
          ? nothing
          : html`<tide-sign-in-form
              .shop=${this.shop}
              .shopFixed=${this.shopFixed}
              .error=${this.error}
              .busy=${this.busy}
            ></tide-sign-in-form>`
      }
      <tide-language-choice></tide-language-choice>
    </div>`;
  }
}
