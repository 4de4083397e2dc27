import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/sync/sync-badge';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { TillStatus } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { orSay } from '../page/or-say.ts';
import { syncedWords } from '../sync/sync-words.ts';
import { LongPress } from './long-press.ts';
import { GoEvent } from './screens.ts';

/** How long an answer stays on screen: good news is short. */
const goodMs = 6_000;
const badMs = 12_000;

/**
 * @summary The state of the till, and the button that syncs it: a press asks for new data, a long press or the arrow
 * opens Sync All.
 * @fires {GoEvent} go - The cashier goes to Sync All.
 */
@customElement('tide-sync-press')
export class TideSyncPress extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        min-width: 0;
      }
      .root {
        display: flex;
        min-width: 0;
      }
      button {
        border-radius: 10px;
      }
      .sync {
        min-width: 0;
        padding: 0 8px 0 12px;
        border-inline-end: 0;
        border-start-end-radius: 0;
        border-end-end-radius: 0;
        text-align: start;
        touch-action: manipulation;
        -webkit-touch-callout: none;
        user-select: none;
      }
      .more {
        flex: none;
        min-width: 44px;
        padding: 0;
        border-inline-start-color: var(--_line);
        border-start-start-radius: 0;
        border-end-start-radius: 0;
        color: var(--_soft);
      }
      .more svg {
        display: block;
        margin: auto;
      }
      .said {
        position: absolute;
        top: 100%;
        inset-inline: 0;
        z-index: 6;
        width: fit-content;
        max-width: calc(100% - 24px);
        box-sizing: border-box;
        margin: 8px auto 0;
        padding: 10px 16px;
        font-size: calc(15 * var(--_px));
        color: var(--_text);
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-inline-start: 4px solid var(--_good);
        border-radius: 10px;
        box-shadow: 0 8px 24px rgb(0 0 0 / 0.16);
        /* It says something and takes no touch that was meant for what is below it. */
        pointer-events: none;
      }
      .said.bad {
        border-inline-start-color: var(--_warn);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  @property({ attribute: false }) status: TillStatus | undefined;
  /** The shop's time zone, by its IANA name; undefined: the browser's. */
  @property() timeZone: string | undefined;
  /** What is wrong, in a word or two. */
  @property() trouble = '';
  @state() private busy = false;
  @state() private said: { readonly words: string; readonly isGood: boolean } | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  readonly #press = new LongPress(() => this.#open());

  override disconnectedCallback(): void {
    this.#press.end();
    clearTimeout(this.#silence);
    this.said = undefined;
    super.disconnectedCallback();
  }

  override render() {
    const { status, said } = this;
    return html`
      <div class="root">
        <button
          class="sync"
          data-testid="sync-press"
          title=${msg('Sync new data. Hold to open Sync All.')}
          aria-busy=${this.busy}
          @click=${this.#sync}
          @pointerdown=${this.#press.down}
          @pointermove=${this.#press.move}
          @pointerup=${this.#press.end}
          @pointercancel=${this.#press.end}
          @pointerleave=${this.#press.end}
          @contextmenu=${this.#press.menu}
        >
          <tide-sync-badge
            .connection=${status?.connection ?? 'offline'}
            .busy=${this.busy || (status?.syncing.length ?? 0) > 0}
            .verifiedAt=${status?.verifiedAt}
            .timeZone=${this.timeZone}
            .trouble=${this.trouble}
          ></tide-sync-badge>
        </button>
        <button
          class="more"
          data-testid="sync-all-arrow"
          aria-label=${msg('Open Sync All')}
          @click=${this.#open}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d="M2 4.5 7 9.5 12 4.5" fill="none" stroke="currentColor" stroke-width="2" />
          </svg>
        </button>
        <div role="status" data-testid="sync-said">
          ${said ? html`<p class="said ${said.isGood ? '' : 'bad'}">${said.words}</p>` : nothing}
        </div>
      </div>
    `;
  }

  #sync = async (): Promise<void> => {
    if (this.#press.wasLong() || !this.till || this.busy) return;
    this.busy = true;
    this.said = undefined;
    const { till } = this;
    const failed = (words: string) => (this.said = { words, isGood: false });
    const entry = await orSay(() => till.sync('manual'), failed);
    this.busy = false;
    if (!this.isConnected) return;
    const isGood = entry?.outcome === 'up-to-date';
    if (entry) this.said = { words: syncedWords(entry, this.status, this.timeZone), isGood };
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => (this.said = undefined), isGood ? goodMs : badMs);
  };

  #open = (): void => {
    this.dispatchEvent(new GoEvent('sync'));
  };
}
