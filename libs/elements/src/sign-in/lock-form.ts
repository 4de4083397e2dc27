import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LocalizedElement, msg, str } from '../language/index.ts';
import { UnlockEvent } from '../events.ts';
import { live } from '../look/live.ts';
import { base, tokens } from '../look/tokens.ts';

const secondMs = 1_000;

/**
 * @summary Asks for the PIN that opens a locked till.
 * @fires {UnlockEvent} unlock - A PIN was entered.
 */
@customElement('tide-lock-form')
export class TideLockForm extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      label {
        display: grid;
        gap: 6px;
        font-size: calc(14 * var(--_px));
        font-weight: 550;
        overflow-wrap: anywhere;
      }
      input {
        min-height: 56px;
        font-size: calc(26 * var(--_px));
        letter-spacing: 0.4em;
      }
      p {
        margin: 0;
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

  /** The person whose PIN it is. */
  @property() name = '';
  /** What the button says; '' for "Unlock". */
  @property() action = '';
  @property() error = '';
  @property({ type: Boolean }) busy = false;
  /** When the next PIN may be tried; milliseconds since the epoch by this device's clock. */
  @property({ type: Number }) waitUntil = 0;
  @state() private now = Date.now();
  @query('input') private field!: HTMLInputElement;
  #ticking: ReturnType<typeof setInterval> | undefined;

  override focus(): void {
    this.field?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => (this.now = Date.now()), secondMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('waitUntil')) this.now = Date.now();
  }

  override render() {
    const seconds = Math.max(0, Math.ceil((this.waitUntil - this.now) / secondMs));
    return html`
      <form class="root" data-testid="lock-form" @submit=${this.#submit}>
        <label
          >${msg(str`PIN of ${this.name}`)}
          <input
            name="pin"
            type="password"
            inputmode="numeric"
            pattern="[0-9]{4,12}"
            title=${msg('4 to 12 digits')}
            required
            autocomplete="off"
            aria-invalid=${this.error ? 'true' : nothing}
        /></label>
        ${live('alert', this.error && html`<p class="error">${this.error}</p>`)}
        <button class="primary" ?disabled=${this.busy || seconds > 0}>
          ${this.busy ? msg('Looking …') : seconds > 0 ? msg(str`Try again in ${waitWords(seconds)}`) : this.action || msg('Unlock')}
        </button>
      </form>
    `;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { value } = this.field;
    this.field.value = '';
    this.dispatchEvent(new UnlockEvent(value));
  };
}

/** "8 s", "4 min 16 s". */
function waitWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? msg(str`${minutes} min ${seconds % 60} s`) : msg(str`${seconds} s`);
}
