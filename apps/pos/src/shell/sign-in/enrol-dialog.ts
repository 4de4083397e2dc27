import type { SignInEvent } from '@tidemark/elements/events';
import { dialogStyles } from '@tidemark/elements/look/dialog.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/sign-in/sign-in-form';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { NameAndPin } from '@tidemark/till';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';

/** Somebody typed name and PIN to let this browser become a till. */
export class EnrolEvent extends Event {
  static readonly type = 'enrol';
  readonly approval: NameAndPin;

  constructor(approval: NameAndPin) {
    super(EnrolEvent.type);
    this.approval = approval;
  }
}

class EnrolClosedEvent extends Event {
  static readonly type = 'enrol-closed';

  constructor() {
    super(EnrolClosedEvent.type);
  }
}

/**
 * @summary Asks a manager, on the spot, to let this browser become a till of the shop.
 * @fires {EnrolEvent} enrol - A name and a PIN were typed.
 * @fires {EnrolClosedEvent} enrol-closed - Nobody approves now.
 */
@customElement('tide-enrol-dialog')
export class TideEnrolDialog extends LocalizedElement {
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

  override render() {
    return html`
      <dialog class="root" aria-labelledby="title" data-testid="enrol-dialog" @close=${this.#closed}>
        <div class="head">
          <h2 id="title">${msg('A new till')}</h2>
          <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="body">
          <p>
            ${msg('This browser is not a till of the shop yet. A manager types name and PIN here, once; then you are signed in.')}
          </p>
          ${
            this.open
              ? html`<tide-sign-in-form
                  plain
                  shopFixed
                  .action=${msg('Approve')}
                  .shop=${this.shop}
                  .error=${this.error}
                  .busy=${this.busy}
                  @sign-in=${this.#approve}
                ></tide-sign-in-form>`
              : nothing
          }
        </div>
      </dialog>
    `;
  }

  #closed = (): void => {
    this.open = this.dialog.open;
    if (!this.open) this.dispatchEvent(new EnrolClosedEvent());
  };

  #approve = (event: SignInEvent): void => {
    // The event holds the PIN, and nothing else may take it for a sign-in.
    event.stopPropagation();
    this.dispatchEvent(new EnrolEvent({ staff: event.staff, pin: event.pin }));
  };
}
