import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg, str } from '../language/index.ts';
import { clockTime } from '../look/time.ts';
import { base, tokens } from '../look/tokens.ts';

/**
 * @summary The till's connection to its server, what is wrong, and when it was last found complete.
 * @csspart dot - The coloured dot.
 */
@customElement('tide-sync-badge')
export class TideSyncBadge extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .root {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: calc(14 * var(--_px));
        min-width: 0;
      }
      .dot {
        flex: none;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--_warn);
      }
      .live .dot {
        background: var(--_good);
      }
      .trouble .dot {
        background: var(--_warn);
      }
      .offline .dot {
        background: var(--_bad);
      }
      /* Hollow, and still: what moves for as long as a sync takes is drawn sixty times a second, on a till's one or two cores. */
      .busy .dot {
        background: none;
        border: 3px solid var(--_warn);
      }
      .busy.live .dot {
        border-color: var(--_good);
      }
      .busy.offline .dot {
        border-color: var(--_bad);
      }
      .busy.trouble .dot {
        border-color: var(--_warn);
      }
      .text {
        display: grid;
        line-height: 1.2;
        min-width: 0;
      }
      .text span {
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      small {
        color: var(--_soft);
        font-size: calc(12 * var(--_px));
        white-space: nowrap;
      }
    `,
  ];

  /** The shop's time zone, by its IANA name; undefined: the browser's. */
  @property() timeZone: string | undefined;
  @property() connection: 'live' | 'polling' | 'offline' = 'offline';
  @property({ type: Boolean }) busy = false;
  /** Milliseconds since the epoch; undefined: never yet. */
  @property({ attribute: false }) verifiedAt: number | undefined;
  /** What is wrong, in a word or two; '' while nothing is. It is shown instead of the connection. */
  @property() trouble = '';

  override render() {
    const words = {
      live: msg('Online'),
      polling: msg('Online, checking each minute'),
      offline: msg('Offline'),
    }[this.connection];
    return html`
      <div
        class="root ${this.connection} ${this.busy ? 'busy' : ''} ${this.trouble ? 'trouble' : ''}"
        role="status"
        data-testid="sync-status"
        data-connection=${this.connection}
        data-verified=${this.verifiedAt ?? ''}
      >
        <span class="dot" part="dot"></span>
        <span class="text">
          <span>${this.trouble || (this.busy ? msg('Syncing …') : words)}</span>
          <small
            >${this.verifiedAt === undefined ? msg('Not verified yet') : msg(str`Verified ${clockTime(this.verifiedAt, this.timeZone)}`)}</small
          >
        </span>
      </div>
    `;
  }
}
