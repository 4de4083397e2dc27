import { card } from '@tidemark/elements/look/card.styles';
import { live } from '@tidemark/elements/look/live';
import { shortTime } from '@tidemark/elements/look/time';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { MovedTills } from '@tidemark/protocol';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { orSay } from '../page/or-say.ts';

/** How many are shown at once: a hundred of them would hide everything else. */
const mostShown = 10;

/** A manager has seen that tills moved: the page asks the server anew. */
class MovesSeenEvent extends Event {
  static readonly type = 'moves-seen';

  constructor() {
    super(MovesSeenEvent.type);
  }
}

/** What a manager reads of a till that signed in at another location. */
export function movedWords({ till, from, to, at }: MovedTills[number], timeZone?: string): string {
  const [before, now] = [from.name ?? from.id, to.name ?? to.id];
  return msg(str`${till} moved from ${before} to ${now}: ${shortTime(Date.parse(at), timeZone)}`);
}

/**
 * @summary Tills that signed in at another location, until a manager says that they have seen it.
 * @fires {MovesSeenEvent} moves-seen - The server has noted that they were seen.
 */
@customElement('tide-moved-tills')
export class TideMovedTills extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    card,
    css`
      ul {
        margin: 0 0 12px;
        padding-inline-start: 20px;
      }
      li,
      p {
        overflow-wrap: anywhere;
      }
      p {
        margin: 0 0 12px;
      }
      .error {
        color: var(--_bad);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** The newest first. */
  @property({ attribute: false }) moved: MovedTills = [];
  /** The shop's time zone. */
  @property() timeZone: string | undefined;
  /** Whether the person at the till may say that they have seen it. */
  @property({ type: Boolean }) maySay = true;
  @state() private error = '';
  @state() private busy = false;

  override render() {
    const shown = this.moved.slice(0, mostShown);
    if (shown.length === 0) return nothing;
    return html`<div class="root">
      <h2>${msg('Tills at another location')}</h2>
      <section data-testid="moved-tills">
        <ul>
          ${shown.map(each => html`<li>${movedWords(each, this.timeZone)}</li>`)}
        </ul>
        <p>
          ${msg('A till belongs where it signed in last: its sales take stock from there. If nobody moved it on purpose, sign in on it at the right location, or block it.')}
        </p>
        ${live('alert', this.error && html`<p class="error">${this.error}</p>`)}
        ${
          this.maySay
            ? html`<button data-testid="moves-seen" ?disabled=${this.busy} @click=${this.#seen}>
                ${msg('Seen')}
              </button>`
            : html`<p>${msg('A manager says when they have seen it.')}</p>`
        }
      </section>
    </div>`;
  }

  #seen = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    const ids = this.moved.slice(0, mostShown).map(each => each.id);
    const told = (words: string) => (this.error = words);
    const isSeen = await orSay(() => this.till?.staff.movesSeen(ids), told);
    this.busy = false;
    if (isSeen === false) this.error = msg('The server could not be asked. Try again in a moment.');
    if (isSeen) this.dispatchEvent(new MovesSeenEvent());
  };
}
