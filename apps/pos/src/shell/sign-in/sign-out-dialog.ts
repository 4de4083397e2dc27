import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import { css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { LeaveEvent } from '../screens.ts';

/**
 * @summary Asks before a sign-out what should stay on the device, and says that unsent work stays.
 * @fires {LeaveEvent} leave - The cashier signs out.
 */
@customElement('tide-sign-out-dialog')
export class TideSignOutDialog extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    css`
      p {
        margin: 0 0 14px;
      }
      label {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: start;
        gap: 4px 12px;
        padding: 12px 14px;
        border: 1px solid var(--_line);
        border-radius: 10px;
        cursor: pointer;
      }
      label:has(:checked) {
        border-color: var(--_accent);
        background: var(--_tint);
      }
      input {
        width: 22px;
        height: 22px;
        min-height: 0;
        margin: 1px 0 0;
        accent-color: var(--_accent);
      }
      strong {
        font-weight: 600;
      }
      small {
        grid-column: 2;
        color: var(--_soft);
        font-size: calc(14 * var(--_px));
      }
    `,
  ];

  /** The unsent work, in words. */
  @property() unsent = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private removes!: HTMLInputElement;

  show(): void {
    this.removes.checked = false;
    this.dialog.showModal();
  }

  override render() {
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="sign-out-dialog">
        <div class="head"><h2 id="title">${msg('Sign out?')}</h2></div>
        <form class="body" method="dialog">
          ${
            this.unsent
              ? html`<p data-testid="sign-out-unsent">
                  ${msg(str`${this.unsent}. Nothing of it is lost: it stays on this till, and goes on after the next sign-in.`)}
                </p>`
              : nothing
          }
          <label>
            <input type="checkbox" data-testid="remove-shop" aria-describedby="removes" />
            <strong>${msg('Others use this device: remove the shop’s data')}</strong>
            <small id="removes"
              >${msg('Customers, orders, products and pictures are deleted here, and read again after the next sign-in, which takes a while. Sales and other work done on this shop’s tills stay.')}</small
            >
          </label>
          <div class="row">
            <button>${msg('Stay')}</button>
            <button class="primary" @click=${this.#leave}>${msg('Sign out')}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #leave = (): void => {
    this.dispatchEvent(new LeaveEvent(this.removes.checked));
  };
}
