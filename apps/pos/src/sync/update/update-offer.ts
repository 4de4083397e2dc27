import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { distinctUntilChanged, map } from 'rxjs';
import { Observed } from '../../page/observed.ts';
import {
  getLatestUpdate,
  newestBuild,
  runningBuild,
  updateWay,
  updateWords,
  type UpdateWay,
} from './app-update.ts';
import { orSay } from '../../page/or-say.ts';
import { openDialogs } from '../../sell/scan/open-dialogs.ts';
import { isOfferedAt } from './calm-moment.ts';
import { putOffBuild, putOff } from './put-off.ts';

/** How often the offer looks for a newer program, beside each sync; and never more often than the shorter time. */
const lookMs = 15 * 60_000;
const leastLookMs = 60_000;
/** How often the offer looks whether the moment is calm, once there is something to offer. */
const momentMs = 2_000;

/** @summary A line that offers a newer program in a calm moment, and can be put off. */
@customElement('tide-update-offer')
export class TideUpdateOffer extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      .offer {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        padding: 6px 16px;
        background: var(--_tint);
        border-bottom: 1px solid var(--_line);
        font-size: calc(15 * var(--_px));
      }
      .offer span {
        flex: 1 1 220px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** The Tidemark server's origin. */
  @property() server = '';
  @property({ type: Boolean }) cartEmpty = true;
  @state() private offered = false;
  @state() private way: UpdateWay = 'reload';
  @state() private said = '';
  #newest: string | undefined;
  #lookedAt = -Infinity;
  #touchedAt = Date.now();
  #looking: ReturnType<typeof setInterval> | undefined;
  #waiting: ReturnType<typeof setInterval> | undefined;

  /** It looks again after each sync that ends. */
  readonly #synced = new Observed(
    this,
    () => this.till,
    till =>
      till.log$.pipe(
        map(([newest]) => newest?.id),
        distinctUntilChanged(),
      ),
  );
  #lookedAfter: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#looking = setInterval(() => void this.#look(), lookMs);
    for (const type of ['keydown', 'pointerdown']) globalThis.addEventListener(type, this.#touched, true);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#looking);
    this.#stopWaiting();
    for (const type of ['keydown', 'pointerdown']) globalThis.removeEventListener(type, this.#touched, true);
    super.disconnectedCallback();
  }

  override updated(): void {
    const synced = this.#synced.value;
    if (synced === undefined || synced === this.#lookedAfter) return;
    this.#lookedAfter = synced;
    void this.#look();
  }

  override render() {
    return live('status', this.offered && this.#offer());
  }

  #offer() {
    const isByHost = this.way === 'host';
    const words = isByHost
      ? msg('A newer version of this program is there. Reload the page to get it.')
      : msg('A newer version of this program is ready. Your data and your cart stay.');
    return html`<div class="root offer" data-testid="update-offer">
      <span>${this.said || words}</span>
      ${
        isByHost
          ? nothing
          : html`<button
              class="primary"
              data-testid="update-now"
              ?disabled=${!this.cartEmpty}
              @click=${this.#take}
            >
              ${this.cartEmpty ? msg('Update now') : msg('Update after this cart')}
            </button>`
      }
      <button data-testid="update-later" @click=${this.#putOff}>${msg('Not now')}</button>
    </div>`;
  }

  async #look(): Promise<void> {
    const { server } = this;
    const now = Date.now();
    if (now - this.#lookedAt < leastLookMs) return;
    this.#lookedAt = now;
    // What fails now is tried again later.
    const newest = await orSay(
      () => newestBuild(server),
      () => undefined,
    );
    this.#newest = newest ?? this.#newest;
    this.way = await updateWay(server);
    if (!this.isConnected || this.#newest === undefined || this.#newest === runningBuild) return;
    this.#waiting ??= setInterval(this.#consider, momentMs);
  }

  #consider = (): void => {
    const root = this.getRootNode();
    const top = root instanceof ShadowRoot ? root.host.getRootNode() : root;
    this.offered = isOfferedAt({
      running: runningBuild,
      newest: this.#newest,
      putOff: putOffBuild(this.server),
      isOffered: this.offered,
      isCartEmpty: this.cartEmpty,
      isDialogOpen: !this.offered && openDialogs(top as ParentNode & Node).length > 0,
      restMs: Date.now() - this.#touchedAt,
    });
    if (this.#newest === putOffBuild(this.server)) this.#stopWaiting();
  };

  #stopWaiting(): void {
    clearInterval(this.#waiting);
    this.#waiting = undefined;
  }

  #touched = (): void => {
    this.#touchedAt = Date.now();
  };

  #take = async (): Promise<void> => {
    this.said = msg('Getting the newest version …');
    const result = await orSay(
      () => getLatestUpdate(this.server, this.cartEmpty),
      words => (this.said = words),
    );
    if (result) this.said = updateWords(result);
  };

  #putOff = (): void => {
    if (this.#newest !== undefined) putOff(this.server, this.#newest);
    this.said = '';
    this.#consider();
  };
}
