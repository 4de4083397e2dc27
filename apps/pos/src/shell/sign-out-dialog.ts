import { base, dialogStyles, tokens } from '@tidemark/elements';
import { html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { SignOutEvent } from './screens.ts';

/**
 * @summary Says, before somebody signs out, that unsent work stays.
 * @fires {SignOutEvent} sign-out - They do.
 */
@customElement('tide-sign-out-dialog')
export class TideSignOutDialog extends LitElement {
  static override styles = [tokens, base, dialogStyles];

  /** What is not sent yet, in words. */
  @property() unsent = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  show(): void {
    this.dialog.showModal();
  }

  override render() {
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="sign-out-dialog">
        <div class="head"><h2 id="title">Sign out?</h2></div>
        <form class="body" method="dialog">
          <p>
            ${this.unsent}. Nothing of it is lost: it stays on this till, and goes on after the next sign-in.
          </p>
          <div class="row">
            <button>Stay</button>
            <button class="primary" @click=${() => this.dispatchEvent(new SignOutEvent())}>Sign out</button>
          </div>
        </form>
      </dialog>
    `;
  }
}
