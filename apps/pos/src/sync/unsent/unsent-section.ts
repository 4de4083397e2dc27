import { choiceStyles, dialogStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import '@tidemark/elements/sync/unsent-work';
import { LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { combineLatest, firstValueFrom } from 'rxjs';
import { Observed } from '../../page/observed.ts';
import { reasonWords } from '../../words/reason-words.ts';
import { orSay } from '../../page/or-say.ts';
import { roomHere } from '../../pictures/make-room.ts';
import type { Room } from '../../pictures/picture-room.ts';
import { forgetsHere } from '../forgetful-browser.ts';
import { saveFile } from './save-file.ts';
import { otherWork } from '../../tills/tills.ts';
import { otherLines, safetyLines } from './unsent-words.ts';
import { errorWords } from '../../sell/error-words.ts';

/** A shorter pass phrase protects nothing. */
const shortest = 8;

/** How often an open page looks how much room there is. */
const lookMs = 10_000;

/** True only on pages that are served safely, and not in every browser. */
function canPromise(): boolean {
  return 'persist' in (navigator.storage ?? {});
}

type Wish = 'export' | 'import';

/** @summary Unsent work on "Sync All": how much there is, how safe it is, and its way out of and into this browser. */
@customElement('tide-unsent-section')
export class TideUnsentSection extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    dialogStyles,
    fieldStyles,
    choiceStyles,
    css`
      .choice {
        margin-top: 14px;
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** The shop's. */
  @property() timeZone: string | undefined;
  @state() private wish: Wish = 'export';
  @state() private busy = false;
  @state() private trouble = '';
  @state() private said = '';
  @state() private room: Room = {};
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;
  #looking: ReturnType<typeof setInterval> | undefined;
  readonly #safety = new Observed(
    this,
    () => this.till,
    till => till.selling.safety$,
  );

  readonly #others = new Observed(
    this,
    () => otherWork,
    others => others.work$,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.#looking = setInterval(() => void this.#look(), lookMs);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#looking);
    super.disconnectedCallback();
  }

  override render() {
    const safety = this.#safety.value;
    if (!safety) return nothing;
    return html`
      <div class="root">
        <tide-unsent-work
          .lines=${[
            ...safetyLines(safety, {
              canPromise: canPromise(),
              room: this.room,
              isForgetful: forgetsHere(),
              timeZone: this.timeZone,
            }),
            ...otherLines(this.#others.value ?? []),
          ]}
        >
          <div class="choice">
            <button data-testid="export-unsent" @click=${() => this.#ask('export')}>
              ${msg('Export unsent work')}
            </button>
            <button data-testid="import-unsent" @click=${() => this.#ask('import')}>${msg('Import')}</button>
            ${
              safety.notTakenOf.carts > 0
                ? html`<button data-testid="send-carts-again" @click=${this.#sendCartsAgain}>
                    ${msg('Send parked carts again')}
                  </button>`
                : nothing
            }
          </div>
          ${live('status', this.said && html`<p class="said" data-testid="unsent-said">${this.said}</p>`)}
        </tide-unsent-work>
        ${this.#dialog()}
      </div>
    `;
  }

  async #look(): Promise<void> {
    this.room = (await orSay(roomHere, () => undefined)) ?? {};
  }

  #dialog() {
    const isExport = this.wish === 'export';
    return html`<dialog aria-labelledby="title" data-testid="unsent-dialog">
      <div class="head">
        <h2 id="title">${isExport ? msg('Export unsent work') : msg('Import unsent work')}</h2>
        <button class="close" aria-label=${msg('Close')} @click=${() => this.dialog.close()}>×</button>
      </div>
      <form class="body fields" @submit=${this.#submit}>
        <p class="soft">
          ${
            isExport
              ? msg(
                  'Saves everything that the server does not have as an encrypted file. Any till of this shop can import it with the pass phrase. It stays here too; nothing is sold twice.',
                )
              : msg('Takes over what a till of this shop exported. What is known already is not doubled.')
          }
        </p>
        ${isExport ? nothing : html`<label>${msg('File')} <input name="file" type="file" required /></label>`}
        <label
          >${msg('Pass phrase')}
          <input name="phrase" type="password" autocomplete="off" required minlength=${shortest}
        /></label>
        ${
          isExport
            ? html`<label
                >${msg('Pass phrase again')} <input name="again" type="password" autocomplete="off" required
              /></label>`
            : nothing
        }
        ${live('alert', this.trouble && html`<p class="trouble">${this.trouble}</p>`)}
        <button class="primary" ?disabled=${this.busy}>
          ${this.busy ? msg('Working …') : isExport ? msg('Save the file') : msg('Import')}
        </button>
      </form>
    </dialog>`;
  }

  /** No screen has a row for a cart that was not taken, so they are sent together. */
  #sendCartsAgain = async (): Promise<void> => {
    const { selling } = this.till ?? {};
    if (!selling) return;
    const carts = await firstValueFrom(combineLatest([selling.carts$, selling.openCarts$]));
    const sent = await orSay(
      () => Promise.all(carts.flat().map(({ id }) => selling.decide('carts', id, { do: 'send-again' }))),
      words => (this.said = words),
    );
    if (!sent) return;
    this.said = sent.includes(true)
      ? msg('They are sent again.')
      : msg('None of them is parked any more. They stay on this till.');
  };

  async #ask(wish: Wish): Promise<void> {
    this.wish = wish;
    this.trouble = '';
    this.said = '';
    await this.updateComplete;
    this.form.reset();
    this.dialog.showModal();
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy || !this.till) return;
    const given = new FormData(this.form);
    const phrase = String(given.get('phrase') ?? '');
    if (this.wish === 'export' && phrase !== given.get('again')) {
      this.trouble = msg('The two pass phrases are not the same.');
      return;
    }
    this.busy = true;
    this.trouble = '';
    try {
      this.said = await (this.wish === 'export'
        ? exportWork(this.till, phrase)
        : importWork(this.till, given.get('file') as File, phrase));
      this.dialog.close();
    } catch (error) {
      this.trouble = errorWords(error);
    } finally {
      this.busy = false;
    }
  };
}

async function exportWork({ selling }: PageTill, phrase: string): Promise<string> {
  const text = await selling.exportUnsent(phrase);
  const name = `tidemark-unsent-${new Date().toISOString().slice(0, 16).replace(':', '')}.json`;
  saveFile(name, text);
  return msg(str`Saved as ${name}. Without the pass phrase nobody can read it.`);
}

async function importWork({ selling }: PageTill, file: File, phrase: string): Promise<string> {
  const result = await selling.importUnsent(await file.text(), phrase);
  if (result.kind !== 'imported') throw new Error(reasonWords(result.reason));
  return msg(str`${numberText(result.added)} taken over, ${numberText(result.known)} were known already.`);
}
