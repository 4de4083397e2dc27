import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { html } from 'lit';
import { property } from 'lit/decorators.js';
import { Speaks } from '../languages/speaks.ts';
import { Observed } from '../page/observed.ts';
import { OpenedTill, ownTill, type TillSource } from './opened-till.ts';
import type { Access } from '../sell/scan/take-scan.ts';
import '../shell/lock/lock-screen.ts';
import { smallStyles } from './small.styles.ts';

/** A small element of a till, with what it shows while there is none. */
export abstract class TillElement extends LocalizedElement {
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

  constructor() {
    super();
    new Speaks(this, () => this.session);
  }

  readonly #lock = new Observed(
    this,
    () => this.till,
    till => till.lock$,
  );
  /** Whether the element shows what a locked till hides. */
  protected readonly isHidden: boolean = true;

  /** Whether a person may use the till now. */
  protected get access(): Access {
    return this.#lock.value?.kind ?? 'signed-out';
  }

  protected get till(): PageTill | undefined {
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
        <button @click=${this.#opened.retry}>${msg('Try again')}</button>
      </div>`;
    if (!till) return html`<p class="root quiet">${msg('Opening the till …')}</p>`;
    if (this.isHidden && this.access === 'locked')
      return html`<div class="root panel"><tide-lock-screen plain .till=${till}></tide-lock-screen></div>`;
    return this.renderTill(till);
  }

  protected abstract renderTill(till: PageTill): unknown;

  /** Called when another till is shown from now on, or none. */
  protected tillChanged(_till: PageTill | undefined): void {}
}
