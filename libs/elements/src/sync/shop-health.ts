import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg, numberText, str } from '../language/index.ts';
import { clockTime } from '../look/time.ts';
import { live } from '../look/live.ts';
import { card } from '../look/card.styles.ts';
import { base, tokens } from '../look/tokens.ts';

/** What the last comparison of the mirror with Shopify found in one collection. */
export interface AuditedLine {
  readonly title: string;
  readonly compared: number;
  readonly repaired: number;
  /** Why it could not be compared. */
  readonly trouble: string | undefined;
}

/** How the server's mirror compares with Shopify. */
export interface ShopHealth {
  /** When the last comparison ended; undefined before the first. */
  readonly auditedAt: number | undefined;
  readonly auditing: boolean;
  readonly audited: readonly AuditedLine[];
  /** Sentences that a manager should read; empty when all is well. */
  readonly alarms: readonly string[];
  readonly webhooks: { readonly received: number; readonly late: number; readonly never: number } | undefined;
}

/** @summary The mirror against Shopify: when it was last compared, what was repaired, and what is wrong. */
@customElement('tide-shop-health')
export class TideShopHealth extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    card,
    css`
      p,
      li {
        overflow-wrap: anywhere;
      }
      p {
        margin: 0 0 8px;
      }
      .soft {
        color: var(--_soft);
        font-size: calc(14 * var(--_px));
      }
      .bad {
        color: var(--_bad);
      }
      ul {
        margin: 0 0 8px;
        padding-inline-start: 20px;
      }
    `,
  ];

  /** The shop's time zone, by its IANA name; undefined: the browser's. */
  @property() timeZone: string | undefined;
  @property({ attribute: false }) health: ShopHealth | undefined;

  override render() {
    if (!this.health) return nothing;
    const { auditedAt, auditing, audited, alarms, webhooks } = this.health;
    const compared = audited.reduce((sum, each) => sum + each.compared, 0);
    const repaired = audited.reduce((sum, each) => sum + each.repaired, 0);
    return html`
      <div class="root">
        <h2>${msg('The mirror and Shopify')}</h2>
        <section data-testid="shop-health" data-audited-at=${auditedAt ?? ''} data-repaired=${repaired}>
          <p>
            ${
              auditing
                ? msg('Comparing every document with Shopify …')
                : auditedAt === undefined
                  ? msg('Not compared with Shopify yet.')
                  : comparedWords(compared, repaired, clockTime(auditedAt, this.timeZone))
            }
          </p>
          ${
            audited.some(each => each.repaired > 0 || each.trouble !== undefined)
              ? html`<ul class="soft">
                  ${audited
                    .filter(each => each.repaired > 0 || each.trouble !== undefined)
                    .map(
                      each =>
                        html`<li>
                          ${each.title}: ${each.trouble ?? msg(str`${numberText(each.repaired)} repaired`)}
                        </li>`,
                    )}
                </ul>`
              : nothing
          }
          ${
            webhooks
              ? html`<p class="soft">
                  ${msg(str`News from Shopify: ${numberText(webhooks.received)} received, ${numberText(webhooks.late)} late, ${numberText(webhooks.never)} never arrived and found anyway.`)}
                </p>`
              : nothing
          }
          ${live('alert', alarms.length > 0 && alarms.map(each => html`<p class="bad">${each}</p>`))}
        </section>
      </div>
    `;
  }
}

function comparedWords(compared: number, repaired: number, time: string): string {
  const documents = numberText(compared);
  return repaired === 0
    ? msg(str`${documents} documents compared with Shopify at ${time}: all equal.`)
    : msg(str`${documents} documents compared with Shopify at ${time}: ${numberText(repaired)} repaired.`);
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-shop-health': TideShopHealth;
  }
}
