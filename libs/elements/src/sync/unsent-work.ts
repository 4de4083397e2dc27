import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import type { Tone } from '../sales/sale-list.ts';
import { card } from '../look/card.styles.ts';
import { base, tokens } from '../look/tokens.ts';

/** One fact about unsent work. */
export interface SafetyLine {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly tone: Tone;
}

/**
 * @summary What the server does not have yet, and how safe that is in this browser.
 * @slot - Buttons below.
 */
@customElement('tide-unsent-work')
export class TideUnsentWork extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    card,
    css`
      section {
        padding-top: 6px;
      }
      dl {
        margin: 0;
      }
      dl div {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        justify-content: space-between;
        padding: 10px 0;
        border-bottom: 1px solid var(--_line);
      }
      dd {
        margin: 0;
      }
      .good {
        color: var(--_good);
      }
      .wait {
        color: var(--_warn);
      }
      .bad {
        color: var(--_bad);
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly SafetyLine[] = [];

  override render() {
    if (this.lines.length === 0) return nothing;
    return html`
      <div class="root">
        <h2 id="unsent">${msg('Unsent work')}</h2>
        <section aria-labelledby="unsent" data-testid="unsent-work">
          <dl>
            ${this.lines.map(
              ({ id, title, text, tone }) =>
                html`<div data-safety=${id}>
                  <dt>${title}</dt>
                  <dd class=${tone}>${text}</dd>
                </div>`,
            )}
          </dl>
          <slot></slot>
        </section>
      </div>
    `;
  }
}
