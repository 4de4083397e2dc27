import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg, numberText } from '../language/index.ts';
import { clockTime, duration } from '../look/time.ts';
import { base, tokens } from '../look/tokens.ts';

/** One collection's counts; a number that was not checked is undefined. */
export interface CollectionCounts {
  readonly collection: string;
  readonly title: string;
  readonly onTill: number;
  readonly inMirror: number | undefined;
  readonly inShopify: number | undefined;
  readonly verifiedAt: number | undefined;
}

export interface SyncLogLine {
  readonly id: string;
  readonly trigger: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly changes: number;
  readonly repaired: number;
  readonly outcome: string;
  readonly detail: string | undefined;
}

const triggerWords = (): Readonly<Record<string, string>> => ({
  login: msg('Sign-in'),
  reload: msg('Opening'),
  interval: msg('Interval'),
  manual: msg('Sync new data'),
  realtime: msg('Live'),
  reconnect: msg('Back online'),
  search: msg('Search'),
  clear: msg('Clear and sync'),
  check: msg('Check'),
});
const outcomeWords = (): Readonly<Record<string, string>> => ({
  'up-to-date': msg('Up to date'),
  'shopify-unreachable': msg('Shopify not reachable'),
  importing: msg('Shop is being imported'),
  offline: msg('Offline'),
  failed: msg('Failed'),
});

/** @summary What is on this till, in the mirror and in Shopify; and the last syncs. */
@customElement('tide-sync-tables')
export class TideSyncTables extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .scroll {
        overflow-x: auto;
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        margin-bottom: 24px;
      }
      table {
        border-collapse: collapse;
        width: 100%;
      }
      h2 {
        font-size: calc(18 * var(--_px));
        margin: 0 0 10px;
      }
      th,
      td {
        padding: 10px 14px;
        text-align: start;
        border-bottom: 1px solid var(--_line);
        white-space: nowrap;
      }
      tr:last-child td,
      tr:last-child th {
        border-bottom: 0;
      }
      thead th {
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
        font-weight: 550;
      }
      tbody th {
        font-weight: 550;
      }
      .right {
        text-align: end;
      }
      .bad {
        color: var(--_bad);
      }
      .good {
        color: var(--_good);
      }
      .detail {
        display: block;
        white-space: normal;
        min-width: 140px;
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
      }
      @media (max-width: 640px) {
        th,
        td {
          padding: 9px 5px;
          font-size: calc(13 * var(--_px));
        }
        th,
        .log td:not(.number) {
          white-space: normal;
        }
        .took {
          display: none;
        }
      }
      .empty {
        padding: 20px;
        margin: 0;
        color: var(--_soft);
      }
    `,
  ];

  /** The shop's time zone, by its IANA name; undefined: the browser's. */
  @property() timeZone: string | undefined;
  @property({ attribute: false }) collections: readonly CollectionCounts[] = [];
  @property({ attribute: false }) log: readonly SyncLogLine[] = [];

  override render() {
    return html`
      <div class="root">
        <h2 id="counts">${msg('What this till holds')}</h2>
        <div class="scroll" role="region" aria-labelledby="counts" tabindex="0">
          <table>
            <thead>
              <tr>
                <th>${msg('Data')}</th>
                <th class="right">${msg('On this till')}</th>
                <th class="right">${msg('In the mirror')}</th>
                <th class="right">${msg('In Shopify')}</th>
                <th>${msg('Verified')}</th>
              </tr>
            </thead>
            <tbody>
              ${this.collections.map(each => this.#collection(each))}
            </tbody>
          </table>
        </div>
        <h2 id="log">${msg('Last syncs')}</h2>
        <div class="scroll" role="region" aria-labelledby="log" tabindex="0">
          ${
            this.log.length === 0
              ? html`<p class="empty">${msg('No sync yet.')}</p>`
              : html` <table class="log">
                  <thead>
                    <tr>
                      <th>${msg('When')}</th>
                      <th>${msg('Started by')}</th>
                      <th>${msg('Result')}</th>
                      <th class="right">${msg('Changes')}</th>
                      <th class="right">${msg('Repaired')}</th>
                      <th class="right took">${msg('Took')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${this.log.map(each => this.#entry(each))}
                  </tbody>
                </table>`
          }
        </div>
      </div>
    `;
  }

  #collection({ collection, title, onTill, inMirror, inShopify, verifiedAt }: CollectionCounts) {
    const number = (count: number | undefined) => (count === undefined ? '–' : numberText(count));
    return html`
      <tr
        data-testid="collection-row"
        data-collection=${collection}
        data-on-till=${onTill}
        data-in-mirror=${inMirror ?? ''}
        data-in-shopify=${inShopify ?? ''}
      >
        <th scope="row">${title}</th>
        <td class="right number">${number(onTill)}</td>
        <td class="right number">${number(inMirror)}</td>
        <td class="right number">${number(inShopify)}</td>
        <td class=${verifiedAt === undefined ? '' : 'good'}>
          ${verifiedAt === undefined ? msg('not yet') : clockTime(verifiedAt, this.timeZone)}
        </td>
      </tr>
    `;
  }

  #entry({ trigger, startedAt, durationMs, changes, repaired, outcome, detail }: SyncLogLine) {
    return html`
      <tr
        data-testid="sync-log-row"
        data-trigger=${trigger}
        data-outcome=${outcome}
        data-repaired=${repaired}
      >
        <td class="number">${clockTime(startedAt, this.timeZone)}</td>
        <td>${triggerWords()[trigger] ?? trigger}</td>
        <td class=${outcome === 'up-to-date' ? 'good' : 'bad'}>
          ${outcomeWords()[outcome] ?? outcome}
          ${detail === undefined ? nothing : html`<span class="detail">${detail}</span>`}
        </td>
        <td class="right number">${numberText(changes)}</td>
        <td class="right number">${numberText(repaired)}</td>
        <td class="right number took">${duration(durationMs)}</td>
      </tr>
    `;
  }
}
