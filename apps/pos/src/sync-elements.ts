import { base, tokens } from '@tidemark/elements';
import type { SyncLogEntry, Till } from '@tidemark/till';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Observed } from './observed.ts';
import { troubleOf } from './shell/trouble-words.ts';
import { sharedTill } from './tills.ts';

/** A sync that an embedded button started has ended. */
export class SyncedEvent extends Event {
  static readonly type = 'tide-synced';
  readonly entry: SyncLogEntry;

  constructor(entry: SyncLogEntry) {
    super(SyncedEvent.type, { bubbles: true, composed: true });
    this.entry = entry;
  }
}

/** @summary The state of a till, for any page. */
@customElement('tide-sync-status')
export class TideSyncStatus extends LitElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: inline-block;
        color-scheme: light dark;
      }
    `,
  ];

  /** The Tidemark server's origin. */
  @property() server = '';
  /** The shop's `*.myshopify.com` domain. */
  @property() shop = '';
  @state() private till: Till | undefined;
  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );

  readonly #session = new Observed(
    this,
    () => this.till,
    till => till.session$,
  );
  readonly #safety = new Observed(
    this,
    () => this.till,
    till => till.selling.safety$,
  );

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.till = await sharedTill(this.server || location.origin, this.shop);
  }

  override render() {
    const status = this.#status.value;
    const sources = { session: this.#session.value, status, safety: this.#safety.value };
    return html`<tide-sync-badge
      .connection=${status?.connection ?? 'offline'}
      .busy=${(status?.syncing.length ?? 0) > 0}
      .verifiedAt=${status?.verifiedAt}
      .trouble=${troubleOf(sources, Date.now())?.short ?? ''}
    ></tide-sync-badge>`;
  }
}

/**
 * @summary A button that syncs a till, for any page.
 * @fires {SyncedEvent} tide-synced - The sync has ended; `entry` says how.
 * @csspart button - The button.
 */
@customElement('tide-sync-button')
export class TideSyncButton extends LitElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: inline-block;
        color-scheme: light dark;
      }
    `,
  ];

  /** The Tidemark server's origin. */
  @property() server = '';
  /** The shop's `*.myshopify.com` domain. */
  @property() shop = '';
  @state() private busy = false;

  override render() {
    return html`<div class="root">
      <button part="button" class="primary" ?disabled=${this.busy} @click=${this.#sync}>
        ${this.busy ? 'Syncing …' : 'Sync new data'}
      </button>
    </div>`;
  }

  #sync = async (): Promise<void> => {
    this.busy = true;
    const till = await sharedTill(this.server || location.origin, this.shop);
    const entry = await till.sync('manual');
    this.busy = false;
    this.dispatchEvent(new SyncedEvent(entry));
  };
}
