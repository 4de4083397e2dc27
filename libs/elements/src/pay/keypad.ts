import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { decimalSign, LocalizedElement, msg } from '../language/index.ts';
import { base, tokens } from '../look/tokens.ts';

/** A key was pressed: a digit, '.' or 'Backspace'. */
export class KeypadEvent extends Event {
  static readonly type = 'keypad';
  readonly key: string;

  constructor(key: string) {
    super(KeypadEvent.type, { bubbles: true, composed: true });
    this.key = key;
  }
}

/**
 * @summary Large keys for an amount of money.
 * @fires {KeypadEvent} keypad - A key was pressed.
 */
@customElement('tide-keypad')
export class TideKeypad extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .root {
        /* Digits stand so on every keypad, also where words go from right to left. */
        direction: ltr;
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 8px;
      }
      button {
        min-height: 52px;
        padding: 0;
        font-size: calc(21 * var(--_px));
      }
    `,
  ];

  /** Whether the currency has a minor unit. */
  @property({ type: Boolean }) decimals = false;

  override render() {
    const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', this.decimals ? '.' : '00', '0', 'Backspace'];
    return html`
      <div class="root" role="group" aria-label=${msg('Keypad')}>
        ${keys.map(
          key =>
            html`<button
              type="button"
              class="number"
              tabindex="-1"
              aria-label=${key === 'Backspace' ? msg('Delete last digit') : key === '.' ? msg('Decimal point') : key}
              @click=${() => this.dispatchEvent(new KeypadEvent(key))}
            >
              ${key === 'Backspace' ? '⌫' : key === '.' ? decimalSign() : key}
            </button>`,
        )}
      </div>
    `;
  }
}
