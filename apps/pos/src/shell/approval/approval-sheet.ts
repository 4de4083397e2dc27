import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { SessionResponse } from '@tidemark/protocol';
import type { Permission } from '@tidemark/schema';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ApprovedEvent } from '../staff/staff-choice.ts';
import '../staff/staff-choice.ts';
import { askedWords } from './approval-words.ts';
import type { AskApprovalEvent } from './ask-approval-event.ts';

/** @summary Asks on the spot for the approval of somebody who may do it: a name, a PIN, done. Nothing else changes. */
@customElement('tide-approval-sheet')
export class TideApprovalSheet extends LocalizedElement {
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
  @state() private permission: Permission | undefined;
  @query('dialog') private dialog!: HTMLDialogElement;
  #asked: AskApprovalEvent | undefined;

  /** Answers the event, in any case. */
  async ask(asked: AskApprovalEvent): Promise<void> {
    this.#asked?.give(undefined);
    this.#asked = asked;
    this.permission = asked.permission;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#closed();
  }

  override render() {
    const { permission } = this;
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="approval-sheet" @close=${this.#closed}>
        <div class="head">
          <h2 id="title">${msg('Approval of a manager')}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="body">
          ${
            permission
              ? html`<p>${askedWords(permission)}</p>
                  <tide-staff-choice
                    .till=${this.till}
                    .session=${this.session}
                    .permission=${permission}
                    @approved=${this.#approved}
                  ></tide-staff-choice>`
              : nothing
          }
        </div>
      </dialog>
    `;
  }

  #approved = ({ approval }: ApprovedEvent): void => {
    this.#asked?.give(approval);
    this.#asked = undefined;
    this.dialog.close();
  };

  #closed = (): void => {
    if (this.dialog?.open) return;
    this.#asked?.give(undefined);
    this.#asked = undefined;
    this.permission = undefined;
  };
}
