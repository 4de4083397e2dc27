import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { FindKind } from '@tidemark/protocol';
import type { FindResult } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Observed } from '../page/observed.ts';
import { orSay } from '../page/or-say.ts';
import { ShopFoundEvent } from './ask-events.ts';
import { answerWords, askWords, type AnswerWords } from './find-words.ts';

type Asking =
  | { readonly at: 'idle' }
  | { readonly at: 'asking' }
  | { readonly at: 'answered'; readonly words: AnswerWords };

/** A change of one of these makes another search. */
const searchedBy = ['query', 'from', 'to', 'kind', 'till'] as const;

/**
 * @summary Asks the shop for what a till does not find, and shows the answer. A newer query replaces an older one.
 * @fires {ShopFoundEvent} shop-found - What was found; empty once another search begins.
 */
@customElement('tide-ask-shop')
export class TideAskShop extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        flex: none;
      }
      .ask {
        width: 100%;
        margin: 8px 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .answer,
      .asking {
        margin: 8px 0;
        padding: 10px 8px 10px 16px;
        min-height: 44px;
        border-radius: var(--_radius);
        background: var(--_tint);
        overflow-wrap: anywhere;
      }
      .answer {
        display: flex;
        justify-content: space-between;
        align-items: start;
        gap: 12px;
        max-height: 30dvh;
        overflow-y: auto;
      }
      .answer.bad {
        background: var(--_surface);
        border: 2px solid var(--_bad);
      }
      .answer p {
        margin: 4px 0 0;
      }
      .close {
        flex: none;
        width: 44px;
        padding: 0;
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--_accent);
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  @property() kind: FindKind = 'products';
  /** The words typed so far. */
  @property() query = '';
  /** For orders: when they were placed, both included; milliseconds since the epoch. */
  @property({ attribute: false }) from: number | undefined;
  @property({ attribute: false }) to: number | undefined;
  @state() private asking: Asking = { at: 'idle' };
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  #newest: AbortController | undefined;

  /** Asks now, and gives up the search before it. */
  async ask(): Promise<void> {
    const { till, kind, from, to } = this;
    const query = this.query.trim();
    if (!till || !this.#canAsk(query)) return;
    this.#letGo();
    const asked = new AbortController();
    this.#newest = asked;
    this.asking = { at: 'asking' };
    let result: FindResult<FindKind> | undefined;
    const failed = (message: string) => (result = { kind: 'refused', reason: { code: 'unknown', message } });
    result = (await orSay(() => till.find(kind, query, { from, to }, asked.signal), failed)) ?? result;
    // Another search began meanwhile.
    if (this.#newest !== asked || !result || result.kind === 'aborted') return;
    this.asking = {
      at: 'answered',
      words: answerWords(kind, query, result, new Date(till.clock.now()), this.#settings.value?.timeZone),
    };
    this.dispatchEvent(new ShopFoundEvent(result.kind === 'answered' ? result.found : []));
  }

  override willUpdate(changed: PropertyValues<TideAskShop>): void {
    if (searchedBy.some(name => changed.has(name))) this.#letGo();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  override render() {
    const query = this.query.trim();
    if (!this.#canAsk(query)) return nothing;
    const { asking } = this;
    return html`<div class="root">
      ${live('status', this.#state(query))}
      ${
        asking.at === 'idle' || (asking.at === 'answered' && asking.words.canAskAgain)
          ? html`<button class="ask" data-testid="ask-shop" @click=${() => void this.ask()}>
              ${asking.at === 'idle' ? askWords(this.kind, query) : msg('Ask again')}
            </button>`
          : nothing
      }
    </div>`;
  }

  #state(query: string) {
    const { asking } = this;
    if (asking.at === 'answered') return this.#answer(asking.words);
    if (asking.at === 'idle') return nothing;
    return html`<div class="asking" data-testid="asking-shop">
      ${query === '' ? msg('Asking the shop …') : msg(str`Asking the shop for “${query}” …`)}<progress
        aria-label=${msg('Asking the shop')}
      ></progress>
    </div>`;
  }

  #answer({ title, texts, tone }: AnswerWords) {
    return html`<div class="answer ${tone}" data-testid="shop-answer">
      <div>
        <strong>${title}</strong>
        ${texts.map(text => html`<p>${text}</p>`)}
      </div>
      <button class="close" aria-label=${msg('Close')} @click=${this.#letGo}>×</button>
    </div>`;
  }

  #canAsk(query: string): boolean {
    return query !== '' || (this.kind === 'orders' && (this.from ?? this.to) !== undefined);
  }

  /** Gives up the search, and no longer shows what was found. */
  #letGo = (): void => {
    this.#newest?.abort();
    this.#newest = undefined;
    if (this.asking.at === 'idle') return;
    this.asking = { at: 'idle' };
    this.dispatchEvent(new ShopFoundEvent([]));
  };
}
