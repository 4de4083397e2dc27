import { base, tokens } from '@tidemark/elements';
import type { Till } from '@tidemark/till';
import { html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { Observed } from '../observed.ts';
import { OpenedTill, ownTill, type TillSource } from './opened-till.ts';
import { smallStyles } from './small.styles.ts';

/** A small element of a till: what it shows while there is none. */
export abstract class TillElement extends LitElement {
  static override styles = [tokens, base, smallStyles];

  /** The Tidemark server's origin. */
  @property() server = '';
  /** The shop's `*.myshopify.com` domain. */
  @property() shop = '';
  @property({ attribute: false }) source: TillSource = ownTill;

  readonly #opened = new OpenedTill(
    this,
    () => ({ server: this.server || location.origin, shop: this.shop, source: this.source }),
    till => this.tillChanged(till),
  );
  readonly #session = new Observed(
    this,
    () => this.till,
    till => till.session$,
  );

  protected get till(): Till | undefined {
    return this.#opened.till;
  }

  protected get session() {
    return this.#session.value;
  }

  override render() {
    const { failure, till } = this.#opened;
    if (failure)
      return html`<div class="root wrong" data-testid="opening-failed">
        <span>${failure}</span>
        <button @click=${this.#opened.retry}>Try again</button>
      </div>`;
    if (!till) return html`<p class="root quiet">Opening the till …</p>`;
    return this.renderTill(till);
  }

  protected abstract renderTill(till: Till): unknown;

  /** Another till is shown from now on, or none. */
  protected tillChanged(_till: Till | undefined): void {}
}
