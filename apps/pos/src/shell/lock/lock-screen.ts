import type { UnlockEvent } from '@tidemark/elements/events';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { TideLockForm } from '@tidemark/elements/sign-in/lock-form';
import '@tidemark/elements/sign-in/lock-form';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Observed } from '../../page/observed.ts';
import { orSay } from '../../page/or-say.ts';
import { lockedWords, wrongPinWords } from './lock-words.ts';
import '../staff/staff-choice.ts';

/** @summary All that a locked till shows: its cashier unlocks it by a PIN, any other member of staff by theirs. */
@customElement('tide-lock-screen')
export class TideLockScreen extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .root {
        display: grid;
        place-items: center;
        min-height: 100%;
        padding: 24px 16px;
      }
      section {
        width: min(100%, 400px);
        display: grid;
        gap: 16px;
        padding: 28px;
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-radius: 18px;
      }
      :host([plain]) .root {
        padding: 0;
        min-height: 0;
        place-items: stretch;
      }
      :host([plain]) section {
        width: 100%;
        padding: 0;
        border: 0;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .head div {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      svg {
        flex: none;
        width: 40px;
        height: 40px;
      }
      h1 {
        margin: 0;
        font-size: calc(24 * var(--_px));
        line-height: 1.2;
      }
      small,
      p {
        margin: 0;
        color: var(--_soft);
        font-size: calc(15 * var(--_px));
      }
      button {
        justify-self: center;
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** Whether it stands in a frame with a heading. */
  @property({ type: Boolean, reflect: true }) plain = false;
  @state() private error = '';
  /** The PIN that was entered last was wrong. */
  @state() private isWrong = false;
  @state() private busy = false;
  /** Another member of staff wants to go on. */
  @state() private isOther = false;
  @query('tide-lock-form') private form!: TideLockForm | null;
  #hasBegun = false;
  readonly #view = new Observed(
    this,
    () => this.till,
    till => till.lock$,
  );
  readonly #session = new Observed(
    this,
    () => this.till,
    till => till.session$,
  );

  /** The focus begins here, as soon as the till said what opens it; a page around it that has the focus keeps it. */
  override updated(): void {
    if (this.#hasBegun || !this.renderRoot.querySelector('section')) return;
    this.#hasBegun = true;
    if (this.plain || (globalThis.parent !== globalThis.window && !document.hasFocus())) return;
    void this.#focusFirst();
  }

  override render() {
    const [view, session] = [this.#view.value, this.#session.value];
    if (view?.kind !== 'locked' || !session) return nothing;
    const isSignIn = this.isOther || view.by === 'sign-in';
    return html`<div class="root">
      <section aria-labelledby="title" data-testid="lock-screen">
        <div class="head">
          ${padlock}
          <div>
            <h1 id="title">${msg('Locked')}</h1>
            <small>${session.shop.name} · ${session.location.name}</small>
          </div>
        </div>
        <p>
          ${this.isOther && view.by === 'pin' ? msg('Whoever changes goes on with this cart, and sells in their own name.') : lockedWords(view)}
        </p>
        ${
          isSignIn
            ? html`<tide-staff-choice .till=${this.till} .session=${session}></tide-staff-choice>`
            : html`<tide-lock-form
                .name=${session.staff.name}
                .error=${this.isWrong ? wrongPinWords(view.wrong) : this.error}
                .busy=${this.busy}
                .waitUntil=${view.waitUntil}
                @unlock=${this.#unlock}
              ></tide-lock-form>`
        }
        ${
          view.by === 'pin'
            ? html`<button class="quiet" data-testid="lock-other" @click=${this.#turn}>
                ${this.isOther ? msg(str`Back to the PIN of ${session.staff.name}`) : msg('Somebody else?')}
              </button>`
            : nothing
        }
      </section>
    </div>`;
  }

  #turn = async (): Promise<void> => {
    this.isOther = !this.isOther;
    this.error = '';
    this.isWrong = false;
    await this.#focusFirst();
  };

  #unlock = async (event: UnlockEvent): Promise<void> => {
    // The event holds the PIN, and no other code may see it.
    event.stopPropagation();
    const result = await this.#doing(till => till.unlock(event.pin));
    if (!result || result.kind === 'open') return;
    // The till cannot tell whether the PIN is right.
    if (result.kind === 'sign-in') return void (this.isOther = true);
    this.isWrong = result.kind === 'wrong';
    await this.#focusFirst();
  };

  async #doing<T>(act: (till: PageTill) => Promise<T>): Promise<T | undefined> {
    const { till } = this;
    if (!till || this.busy) return undefined;
    this.busy = true;
    this.error = '';
    this.isWrong = false;
    const result = await orSay(
      () => act(till),
      words => (this.error = words),
    );
    this.busy = false;
    return result;
  }

  /** The choice of staff takes the focus by itself. */
  async #focusFirst(): Promise<void> {
    await this.updateComplete;
    await this.form?.updateComplete;
    this.form?.focus();
  }
}

const padlock = html`<svg viewBox="0 0 40 40" aria-hidden="true">
  <rect width="40" height="40" rx="10" fill="var(--_accent)" />
  <path
    d="M14 18v-4a6 6 0 0 1 12 0v4"
    fill="none"
    stroke="var(--_on-accent)"
    stroke-width="3"
    stroke-linecap="round"
  />
  <rect x="10" y="18" width="20" height="14" rx="3" fill="var(--_on-accent)" />
</svg>`;
