import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { SessionResponse } from '@tidemark/protocol';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import './staff-choice.ts';

/** @summary Changes who is at an open till; the cart stays as it is. */
@customElement('tide-staff-dialog')
export class TideStaffDialog extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    css`
      p {
        margin: 0 0 14px;
        color: var(--_soft);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  @property({ attribute: false }) session: SessionResponse | undefined;
  @state() private open = false;
  /** The person at the till, who types their PIN for the server; '' where somebody else takes over. */
  @state() private person = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  async show(person = ''): Promise<void> {
    this.person = person;
    this.open = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  override render() {
    return html`
      <dialog
        class="root"
        aria-labelledby="title"
        data-testid="staff-dialog"
        @close=${() => (this.open = this.dialog.open)}
      >
        <div class="head">
          <h2 id="title">${this.person ? msg('Your PIN, once more') : msg('Change staff')}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${this.#hide}>×</button>
        </div>
        <div class="body">
          <p>
            ${
              this.person
                ? msg('You changed to this till without the network. Now the server can confirm who you are.')
                : msg('Whoever changes goes on with this cart, and sells in their own name.')
            }
          </p>
          ${
            this.open
              ? html`<tide-staff-choice
                  .till=${this.till}
                  .session=${this.session}
                  .person=${this.person}
                  @changed-staff=${this.#hide}
                ></tide-staff-choice>`
              : nothing
          }
        </div>
      </dialog>
    `;
  }

  #hide = (): void => {
    this.dialog.close();
  };
}
