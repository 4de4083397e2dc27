import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { SignInEvent } from '../events.ts';
import { live } from '../look/live.ts';
import { base, tokens } from '../look/tokens.ts';

/**
 * @summary Where a member of staff signs in.
 * @fires {SignInEvent} sign-in - A member of staff asked to sign in.
 */
@customElement('tide-sign-in-form')
export class TideSignInForm extends LocalizedElement {
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
      form {
        width: min(100%, 400px);
        display: grid;
        gap: 16px;
        padding: 28px;
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-radius: 18px;
      }
      :host([plain]) .root {
        min-height: 0;
        padding: 0;
      }
      :host([plain]) form {
        width: 100%;
        padding: 0;
        border: 0;
      }
      .mark {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      svg {
        width: 40px;
        height: 40px;
      }
      h1 {
        margin: 0;
        font-size: calc(24 * var(--_px));
      }
      p {
        margin: 0;
      }
      label {
        display: grid;
        gap: 6px;
        font-size: calc(14 * var(--_px));
        font-weight: 550;
      }
      label span {
        color: var(--_soft);
      }
      input {
        font-size: calc(16 * var(--_px));
      }
      .pin {
        font-size: calc(22 * var(--_px));
        letter-spacing: 0.4em;
      }
      .error {
        color: var(--_bad);
      }
      button {
        min-height: 52px;
        font-size: calc(17 * var(--_px));
      }
    `,
  ];

  @property() shop = '';
  /** What the button says; '' for "Sign in". */
  @property() action = '';
  @property() error = '';
  @property({ type: Boolean }) busy = false;
  /** Whether the page gives the shop, so the form does not ask for it. */
  @property({ type: Boolean }) shopFixed = false;
  /** Whether it stands in a dialog that already has a frame and a heading. */
  @property({ type: Boolean, reflect: true }) plain = false;

  override render() {
    return html`
      <div class="root">
        <form data-testid="sign-in-form" @submit=${this.#submit}>
          ${this.plain ? nothing : this.#mark()}
          <label
            >${msg('Shop')}
            <input
              name="shop"
              .value=${this.shop}
              ?readonly=${this.shopFixed}
              required
              autocapitalize="none"
              autocomplete="organization"
              spellcheck="false"
              placeholder="your-shop.myshopify.com"
          /></label>
          <label
            >${msg('Name')} <input name="staff" required autocapitalize="none" autocomplete="username"
          /></label>
          <label
            >${msg('PIN')}
            <input
              class="pin"
              name="pin"
              type="password"
              inputmode="numeric"
              pattern="[0-9]{4,12}"
              title=${msg('4 to 12 digits')}
              required
              autocomplete="current-password"
          /></label>
          ${live('alert', this.error && html`<p class="error">${this.error}</p>`)}
          <button class="primary" ?disabled=${this.busy}>
            ${this.busy ? (this.action ? msg('Looking …') : msg('Signing in …')) : this.action || msg('Sign in')}
          </button>
        </form>
      </div>
    `;
  }

  #mark() {
    return html`<div class="mark">
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <rect width="40" height="40" rx="10" fill="var(--_accent)" />
        <path
          d="M7 17c4-5 9-5 13 0s9 5 13 0M7 27c4-5 9-5 13 0s9 5 13 0"
          fill="none"
          stroke="var(--_on-accent)"
          stroke-width="3.4"
          stroke-linecap="round"
        />
      </svg>
      <h1>Tidemark</h1>
    </div>`;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(given.get(name) ?? '').trim();
    this.dispatchEvent(new SignInEvent(text('shop'), text('staff'), text('pin')));
  };
}
