import { live } from '@tidemark/elements/look/live';
import { msg } from '@tidemark/elements/language';
import type { Reason } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { SyncedOutcome } from '../embed/frame/frame-messages.ts';
import { TideSyncedEvent } from '../embed/synced-event.ts';
import { reasonWords } from '../words/reason-words.ts';
import { orSay } from '../page/or-say.ts';
import { TillElement } from './till-element.ts';

const words = () => ({
  'up-to-date': '',
  'shopify-unreachable': msg('Shopify does not answer'),
  importing: msg('The shop is being read'),
  offline: msg('No network'),
  failed: msg('That did not work'),
});

/**
 * @summary A button that syncs a till.
 * @fires {TideSyncedEvent} tide-synced - The sync has ended.
 * @csspart button - The button.
 */
@customElement('tide-till-sync')
export class TideTillSync extends TillElement {
  static override styles = [
    ...TillElement.styles,
    css`
      :host {
        display: inline-block;
      }
      .root {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: calc(14 * var(--_px));
      }
      button {
        font-size: calc(16 * var(--_px));
        white-space: nowrap;
      }
    `,
  ];

  @state() private busy = false;
  @state() private outcome: SyncedOutcome = 'up-to-date';
  @state() private reason: Reason | undefined;

  /** It tells nothing of customers or a cart, so it stays while the till is locked. */
  protected override readonly isHidden = false;

  protected override renderTill(till: PageTill) {
    const said = this.outcome === 'offline' && this.reason ? reasonWords(this.reason) : words()[this.outcome];
    const trouble = this.session ? said : msg('Nobody is signed in');
    return html`<div class="root">
      <button
        part="button"
        class="primary"
        data-testid="sync-button"
        ?disabled=${this.busy || !this.session}
        @click=${() => this.#sync(till)}
      >
        ${this.busy ? msg('Syncing …') : msg('Sync new data')}
      </button>
      ${live('status', trouble)}
    </div>`;
  }

  async #sync(till: PageTill): Promise<void> {
    this.busy = true;
    const entry = await orSay(
      () => till.sync('manual'),
      () => (this.outcome = 'failed'),
    );
    this.busy = false;
    if (!entry) return;
    const { outcome, reason, startedAt, durationMs } = entry;
    this.outcome = outcome;
    this.reason = reason;
    this.dispatchEvent(new TideSyncedEvent(outcome, Math.round(startedAt + durationMs)));
  }
}
