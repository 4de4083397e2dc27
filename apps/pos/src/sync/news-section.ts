import { card } from '@tidemark/elements/look/card.styles';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import type { StatusResponse } from '@tidemark/protocol';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Observed } from '../page/observed.ts';
import { intervalChoices, intervalFact, minutesWords } from './interval-words.ts';
import { realTimeOf } from './real-time-words.ts';

/** @summary How changes in Shopify reach this till by themselves: in real time, or why not; and the interval. */
@customElement('tide-news-section')
export class TideNewsSection extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    card,
    css`
      section {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        gap: 16px 32px;
      }
      h3 {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: calc(16 * var(--_px));
        margin: 0 0 6px;
      }
      .dot {
        flex: none;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--_warn);
      }
      .on .dot {
        background: var(--_good);
      }
      p {
        margin: 0 0 6px;
        overflow-wrap: anywhere;
      }
      .facts {
        color: var(--_soft);
        font-size: calc(14 * var(--_px));
      }
      label {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
      }
      select {
        max-width: 100%;
        text-overflow: ellipsis;
        font: inherit;
        min-height: 44px;
        padding: 0 12px;
        color: var(--_text);
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-radius: 10px;
      }
    `,
  ];

  @property({ attribute: false }) till: PageTill | undefined;
  /** The server's last status. */
  @property({ attribute: false }) server: StatusResponse | undefined;

  /** Whether the person at the till may change its settings. */
  @property({ type: Boolean }) mayChoose = true;

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
  readonly #interval = new Observed(
    this,
    () => this.till,
    till => till.interval$,
  );

  override render() {
    const { state, title, facts, toDo } = realTimeOf(
      this.server,
      this.#status.value?.connection ?? 'offline',
      this.#settings.value?.timeZone,
    );
    return html`
      <div class="root">
        <h2>${msg('How changes come here by themselves')}</h2>
        <section>
          <div class=${state} data-testid="real-time" data-state=${state}>
            <h3><span class="dot"></span>${title}</h3>
            ${facts.map(fact => html`<p class="facts">${fact}</p>`)}
            ${toDo.map(words => html`<p data-testid="real-time-to-do">${words}</p>`)}
          </div>
          ${this.#choice()}
        </section>
      </div>
    `;
  }

  #choice() {
    const interval = this.#interval.value;
    if (!interval) return nothing;
    const { own, shop } = interval;
    return html`<div>
      <h3>${msg('Interval')}</h3>
      <p class="facts" data-testid="interval">${intervalFact(interval)}</p>
      <label>
        ${msg('Sync this till after')}
        <select data-testid="interval-choice" ?disabled=${!this.mayChoose} @change=${this.#choose}>
          <option value="" .selected=${own === undefined}>
            ${msg(str`the shop’s interval (${minutesWords(shop)})`)}
          </option>
          ${intervalChoices(own).map(
            minutes =>
              html`<option value=${minutes} .selected=${minutes === own}>${minutesWords(minutes)}</option>`,
          )}
        </select>
      </label>
      ${this.mayChoose ? nothing : html`<p class="facts">${msg('Only managers change the settings of a till.')}</p>`}
    </div>`;
  }

  #choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.till?.syncEvery(value === '' ? undefined : Number(value));
  };
}
