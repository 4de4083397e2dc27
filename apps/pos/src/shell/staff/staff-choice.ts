import type { SignInEvent, UnlockEvent } from '@tidemark/elements/events';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { TideLockForm } from '@tidemark/elements/sign-in/lock-form';
import '@tidemark/elements/sign-in/lock-form';
import '@tidemark/elements/sign-in/sign-in-form';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { SessionResponse } from '@tidemark/protocol';
import type { Permission } from '@tidemark/schema';
import type { Approval, ApproveResult, ChangeResult, StaffChoice } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import type { LitElement } from 'lit';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { orSay } from '../../page/or-say.ts';
import { notApprovedWords } from '../approval/approval-words.ts';
import { notChangedWords } from './staff-words.ts';

/** Another person is at the till. */
class ChangedStaffEvent extends Event {
  static readonly type = 'changed-staff';

  constructor() {
    super(ChangedStaffEvent.type);
  }
}

/** Somebody who may do it approved. */
export class ApprovedEvent extends Event {
  static readonly type = 'approved';
  readonly approval: Approval;

  constructor(approval: Approval) {
    super(ApprovedEvent.type);
    this.approval = approval;
  }
}

/** What is asked: who it is, the PIN of somebody, or a name with its PIN. */
type Asking = { readonly kind: 'who' | 'name' } | { readonly kind: 'pin'; readonly name: string };

/**
 * @summary Changes who is at the till, or asks for an approval: a name of the list and its PIN, or another name.
 * @fires {ChangedStaffEvent} changed-staff - Another person is at the till, or the same one for the server.
 * @fires {ApprovedEvent} approved - Somebody approved of `permission`.
 */
@customElement('tide-staff-choice')
export class TideStaffChoice extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .root {
        display: grid;
        gap: 14px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 8px;
        max-height: 50vh;
        overflow-y: auto;
      }
      li button {
        width: 100%;
        min-height: 52px;
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 2px 12px;
        text-align: start;
        overflow-wrap: anywhere;
      }
      small {
        color: var(--_soft);
        font-size: calc(14 * var(--_px));
      }
      .quiet {
        justify-self: center;
      }
      p {
        margin: 0;
      }
      .error {
        color: var(--_bad);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  @property({ attribute: false }) session: SessionResponse | undefined;
  /** The person whose PIN is asked for; '' asks who it is. */
  @property() person = '';
  /** What somebody is to approve of; undefined: somebody takes over the till. */
  @property({ attribute: false }) permission: Permission | undefined;
  @state() private asking: Asking | undefined;
  @state() private choices: readonly StaffChoice[] = [];
  @state() private error = '';
  @state() private busy = false;
  /** When the next PIN may be tried, by this device's clock. */
  @state() private waitUntil = 0;
  @query('tide-lock-form') private pinForm!: TideLockForm | null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('asking') && this.asking) void this.#focusFirst();
  }

  override render() {
    const { asking } = this;
    if (!asking) return nothing;
    return html`<div class="root" data-testid="staff-choice">
      ${asking.kind === 'who' ? this.#who() : asking.kind === 'pin' ? this.#pin(asking.name) : this.#name()}
      ${
        asking.kind !== 'who' && this.choices.length > 0 && this.person === ''
          ? html`<button class="quiet" data-testid="staff-back" @click=${() => this.#ask({ kind: 'who' })}>
              ${msg('Choose a name')}
            </button>`
          : nothing
      }
    </div>`;
  }

  #who() {
    return html`<ul aria-label=${this.permission ? msg('Who approves?') : msg('Who are you?')}>
        ${this.choices.map(
          ({ name, isOfflineToo }) =>
            html`<li>
              <button data-testid="staff-name" @click=${() => this.#ask({ kind: 'pin', name })}>
                ${name}${isOfflineToo ? nothing : html`<small>${msg('needs the network')}</small>`}
              </button>
            </li>`,
        )}
      </ul>
      <button class="quiet" data-testid="staff-other" @click=${() => this.#ask({ kind: 'name' })}>
        ${msg('Another name')}
      </button>`;
  }

  #pin(name: string) {
    return html`<tide-lock-form
      .name=${name}
      .action=${this.permission ? msg('Approve') : msg('Go on')}
      .error=${this.error}
      .busy=${this.busy}
      .waitUntil=${this.waitUntil}
      @unlock=${(event: UnlockEvent) => this.#unlock(event, name)}
    ></tide-lock-form>`;
  }

  #name() {
    return html`<tide-sign-in-form
      plain
      shopFixed
      .action=${this.permission ? msg('Approve') : ''}
      .shop=${this.session?.shop.domain ?? ''}
      .error=${this.error}
      .busy=${this.busy}
      @sign-in=${this.#signIn}
    ></tide-sign-in-form>`;
  }

  async #begin(): Promise<void> {
    const told = (words: string) => (this.error = words);
    const { till, permission } = this;
    const ask = () => (permission ? till?.staff.approvers(permission) : till?.staff.choices());
    this.choices = (await orSay(ask, told)) ?? [];
    if (this.person !== '') this.#ask({ kind: 'pin', name: this.person });
    else this.#ask({ kind: this.choices.length > 0 ? 'who' : 'name' });
  }

  #ask(asking: Asking): void {
    this.error = '';
    this.waitUntil = 0;
    this.asking = asking;
  }

  async #unlock(event: UnlockEvent, name: string): Promise<void> {
    // The event holds the PIN, and no other code may see it.
    event.stopPropagation();
    await this.#change(name, event.pin);
  }

  #signIn = async (event: SignInEvent): Promise<void> => {
    event.stopPropagation();
    await this.#change(event.staff, event.pin);
  };

  async #change(name: string, pin: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    const told = (words: string) => (this.error = words);
    const { till, permission } = this;
    const result = await orSay<ChangeResult | ApproveResult>(
      () => (permission ? till?.staff.approve(permission, name, pin) : till?.staff.change(name, pin)),
      told,
    );
    this.busy = false;
    if (!result) return;
    if (result.kind === 'changed') return void this.dispatchEvent(new ChangedStaffEvent());
    if (result.kind === 'approved') return void this.dispatchEvent(new ApprovedEvent(result.approval));
    this.error = permission
      ? notApprovedWords(result as ApproveResult, name)
      : notChangedWords(result as ChangeResult, name);
    // The form of a name says nothing of waits.
    if (result.kind === 'wait' || result.kind === 'wrong') {
      this.asking = { kind: 'pin', name };
      this.waitUntil = Date.now() + result.waitMs;
    }
    await this.#focusFirst();
  }

  async #focusFirst(): Promise<void> {
    await this.updateComplete;
    const { pinForm } = this;
    if (pinForm) {
      await pinForm.updateComplete;
      return pinForm.focus();
    }
    const form = this.renderRoot.querySelector<LitElement>('tide-sign-in-form');
    await form?.updateComplete;
    const first = form
      ? form.renderRoot.querySelector<HTMLElement>('input[name="staff"]')
      : this.renderRoot.querySelector<HTMLElement>('button');
    first?.focus();
  }
}
