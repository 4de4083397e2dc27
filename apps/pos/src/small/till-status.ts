import '@tidemark/elements/sync/sync-badge';
import type { PageTill } from '@tidemark/till/page';
import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { Observed } from '../page/observed.ts';
import { troubleOf } from '../shell/trouble-words.ts';
import { TillElement } from './till-element.ts';

/** @summary The state of a till, in a few words. */
@customElement('tide-till-status')
export class TideTillStatus extends TillElement {
  static override styles = [
    ...TillElement.styles,
    css`
      :host {
        display: inline-block;
      }
    `,
  ];

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
  readonly #safety = new Observed(
    this,
    () => this.till,
    till => till.selling.safety$,
  );

  /** It tells nothing of customers or a cart, so it stays while the till is locked. */
  protected override readonly isHidden = false;

  protected override renderTill(till: PageTill) {
    const status = this.#status.value;
    const sources = { session: this.session, status, safety: this.#safety.value };
    return html`<tide-sync-badge
      exportparts="dot"
      .connection=${status?.connection ?? 'offline'}
      .busy=${(status?.syncing.length ?? 0) > 0}
      .verifiedAt=${status?.verifiedAt}
      .timeZone=${this.#settings.value?.timeZone}
      .trouble=${troubleOf(sources, till.clock.now())?.short ?? ''}
    ></tide-sync-badge>`;
  }
}
