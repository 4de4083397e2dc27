import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/sync/shop-health';
import '@tidemark/elements/sync/sync-tables';
import { counted, LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import type { StatusResponse } from '@tidemark/protocol';
import type { CollectionName, Permission } from '@tidemark/schema';
import type { Approval, TillStatus } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { reasonWords } from '../words/reason-words.ts';
import { orSay } from '../page/or-say.ts';
import { errorWords } from '../sell/error-words.ts';
import { getLatestUpdate, runningBuild, updateWords } from './update/app-update.ts';
import { Observed } from '../page/observed.ts';
import { rightOf, withRight } from '../shell/approval/with-right.ts';
import { doneText } from '../shell/filling-line.ts';
import { collectionTitles } from './collection-titles.ts';
import { shopHealthOf } from './shop-health-of.ts';
import { syncStyles } from './sync-page.styles.ts';
import './moved-tills.ts';
import './news-section.ts';
import { failureWords, syncedWords } from './sync-words.ts';
import './unsent/unsent-section.ts';

/** How often an open page asks the server for the state of the mirror. */
const lookMs = 3_000;

/** @summary Menu > Sync All: sync, update, rebuild; what this till holds, and whether that was checked. */
@customElement('tide-sync-page')
export class TideSyncPage extends LocalizedElement {
  static override styles = [tokens, base, syncStyles];

  @property({ attribute: false }) till: PageTill | undefined;
  @property({ type: Boolean }) cartEmpty = true;
  /** The Tidemark server's origin. */
  @property() server = '';
  @state() private said = '';
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @state() private mirror: StatusResponse | undefined;
  #clearing: AbortController | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;

  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  readonly #log = new Observed(
    this,
    () => this.till,
    till => till.log$,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.#looking = setInterval(() => void this.#look(), lookMs);
  }

  readonly #session = new Observed(
    this,
    () => this.till,
    till => till.session$,
  );

  override disconnectedCallback(): void {
    clearInterval(this.#looking);
    super.disconnectedCallback();
  }

  override render() {
    const status = this.#status.value;
    const filling = status?.filling;
    const timeZone = this.#settings.value?.timeZone;
    const session = this.#session.value;
    const collections = (Object.keys(collectionTitles) as CollectionName[]).flatMap(collection => {
      const counts = status?.collections[collection];
      return counts ? [{ ...counts, collection, title: collectionTitles[collection] }] : [];
    });
    return html`
      <div class="root">
        <h1>${msg('Sync All')}</h1>
        <div class="actions">
          <div>
            <p>${msg('Reads what changed in Shopify and checks that nothing is missing here.')}</p>
            <button class="primary" data-testid="sync-new-data" ?disabled=${this.busy} @click=${this.#sync}>
              ${msg('Sync new data')}
            </button>
          </div>
          <div>
            <p>
              ${msg('Brings the newest version of this program. Your data stays. Now:')}
              <span data-testid="app-version">${runningBuild}</span>
            </p>
            <button data-testid="get-latest-update" ?disabled=${this.busy} @click=${this.#update}>
              ${msg('Get latest update')}
            </button>
          </div>
          <div>
            <p>${msg('Compares everything stored here with the mirror, and the mirror with Shopify.')}</p>
            <button data-testid="check-everything" ?disabled=${this.busy} @click=${this.#check}>
              ${msg('Check everything')}
            </button>
          </div>
          <div>
            <p>${msg('Builds everything anew beside what is here, and swaps once it is checked.')}</p>
            <button data-testid="clear-all" ?disabled=${this.busy} @click=${() => this.dialog.showModal()}>
              ${msg('Clear all data and sync')}
            </button>
          </div>
        </div>
        ${live('status', filling ? this.#filling(filling) : this.#said(status?.trouble && reasonWords(status.trouble)))}
        <tide-moved-tills
          .till=${this.till}
          .moved=${this.mirror?.moved ?? []}
          .maySay=${rightOf(session, 'see-moves') === 'granted'}
          .timeZone=${timeZone}
          @moves-seen=${() => void this.#look()}
        ></tide-moved-tills>
        <tide-news-section
          .till=${this.till}
          .server=${this.mirror}
          .mayChoose=${rightOf(session, 'change-settings') === 'granted'}
        ></tide-news-section>
        <tide-unsent-section .till=${this.till} .timeZone=${timeZone}></tide-unsent-section>
        <tide-shop-health
          .health=${this.mirror ? shopHealthOf(this.mirror, collectionTitles, timeZone) : undefined}
          .timeZone=${timeZone}
        ></tide-shop-health>
        <tide-sync-tables
          .collections=${collections}
          .log=${(this.#log.value ?? []).map(entry => ({
            ...entry,
            detail: entry.reason ? reasonWords(entry.reason) : entry.detail,
          }))}
          .timeZone=${timeZone}
        ></tide-sync-tables>
        ${session ? html`<p class="till-id" data-testid="till-id">${msg(str`This till is ${session.till.name}. Its id, by which the shop can block it: ${session.till.id}`)}</p>` : nothing}
        <dialog aria-labelledby="clear-title">
          <h2 id="clear-title">${msg('Clear all data and sync?')}</h2>
          <p>
            ${msg('The till reads the whole shop again. You can go on selling: what is here stays in use until the new data is complete and checked. The cart stays, and so does everything that is not sent yet: sales, parked carts, stock moves, customers.')}
          </p>
          <form method="dialog" class="row">
            <button value="no">${msg('Cancel')}</button
            ><button class="primary" value="yes" @click=${this.#clear}>
              ${msg('Clear all data and sync')}
            </button>
          </form>
        </dialog>
      </div>
    `;
  }

  #said(trouble: string | undefined) {
    const words = this.said || trouble;
    return words && html`<p class="said">${words}</p>`;
  }

  #filling({ progress: { collection, done, total } }: NonNullable<TillStatus['filling']>) {
    return html`<p class="said">
      ${msg(str`Reading: ${collectionTitles[collection]}, ${doneText(done, total)}`)}
      <progress
        aria-label=${msg('Progress')}
        max=${total ?? 1}
        .value=${total === undefined ? 0 : done}
      ></progress>
      ${this.#clearing ? html`<button @click=${() => this.#clearing?.abort(new Error(msg('Stopped. The old data is still in use.')))}>${msg('Stop')}</button>` : nothing}
    </p>`;
  }

  #sync = async (): Promise<void> => {
    await this.#doing(msg('Asking Shopify for news …'), 'sync', async till =>
      syncedWords(await till.sync('manual'), this.#status.value, this.#settings.value?.timeZone),
    );
  };

  #check = async (): Promise<void> => {
    await this.#doing(msg('Checking everything …'), 'check-everything', async (till, approval) => {
      const entry = await till.check();
      if (entry.outcome !== 'up-to-date') return msg(str`Not checked: ${failureWords(entry)}`);
      const asked = await till.audit(approval);
      const here =
        entry.repaired === 0
          ? msg('Everything here is equal to the mirror.')
          : counted(
              entry.repaired,
              str`${numberText(entry.repaired)} document here was wrong, and was repaired.`,
              str`${numberText(entry.repaired)} documents here were wrong, and were repaired.`,
            );
      return asked ? msg(str`${here} The mirror is being compared with Shopify.`) : here;
    });
    await this.#look();
  };

  async #look(): Promise<void> {
    // An answer that fails now is asked for again soon.
    const asked = await orSay(
      () => this.till?.serverStatus(),
      () => undefined,
    );
    this.mirror = asked ?? this.mirror;
  }

  #update = async (): Promise<void> => {
    await this.#doing(msg('Looking for a new version …'), 'sync', async () =>
      updateWords(await getLatestUpdate(this.server, this.cartEmpty)),
    );
  };

  #clear = async (): Promise<void> => {
    this.#clearing = new AbortController();
    const { signal } = this.#clearing;
    await this.#doing('', 'clear-copy', async till => {
      const entry = await till.clearAndSync(signal);
      if (entry.outcome === 'up-to-date') return msg('Everything was read anew and checked.');
      // A till in a worker hears that it was stopped, and not in which words.
      const why = signal.aborted ? errorWords(signal.reason) : failureWords(entry);
      return msg(str`Nothing was changed: ${why}`);
    });
    this.#clearing = undefined;
    this.requestUpdate();
  };

  async #doing(
    words: string,
    permission: Permission,
    act: (till: PageTill, approval: Approval | undefined) => Promise<string>,
  ): Promise<void> {
    this.busy = true;
    let isTold = false;
    const told = (said: string) => {
      isTold = true;
      this.said = said;
    };
    const said = await orSay(
      () =>
        withRight(this, this.till, permission, (till, approval) => {
          this.said = words;
          return act(till, approval);
        }),
      told,
    );
    this.busy = false;
    if (said !== undefined) this.said = said;
    else if (!isTold) this.said = msg('Nothing was done: nobody approved.');
  }
}
