import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { TideCartChangedEvent } from '../cart-changed-event.ts';
import { frameUrl, serverOrigin, type FramedName } from './frame-address.ts';
import { FrameLink } from './frame-link.ts';
import type { ChosenProduct, FrameMessage } from './frame-messages.ts';
import { framedStyles } from './framed-element.styles.ts';
import type { InPageElement } from '../in-page.ts';
import { TideProductChosenEvent } from '../product-chosen-event.ts';
import { TideSyncedEvent } from '../synced-event.ts';
import { ThemeWatch } from './theme-watch.ts';

/** The kind of box that holds an element's content. */
export type Fit = 'fills' | 'grows' | 'wraps';

/**
 * A public element: by default a frame of the server's origin, where no script of the surrounding page sees anything.
 * With isolation "none" it is in the page itself, and every script of the page can read and do everything.
 */
export abstract class FramedElement extends LocalizedElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [tokens, base, framedStyles];

  /** The Tidemark server's origin; default: where the module came from. */
  @property() server = '';
  /** The shop's `*.myshopify.com` domain. */
  @property() shop = '';
  /** "none" renders into the page itself, for pages whose every script may read token, customers and sales. */
  @property() isolation: 'frame' | 'none' = 'frame';
  @state() private attempt = 0;
  /** The element that takes the frame's place. */
  @state() protected inPage: InPageElement | undefined;
  @state() private failure = '';
  @query('iframe') private frame!: HTMLIFrameElement | null;

  /** The tag of the element. */
  protected abstract readonly named: FramedName;
  /** The name that a screen reader gives the frame. */
  protected abstract heading(): string;
  protected abstract readonly fit: Fit;

  #shown = '';
  readonly #link = new FrameLink(this, {
    frame: () => this.frame,
    origin: () => this.#origin(),
    welcomed: () => this.#dress(),
    take: message => this.taken(message),
  });
  readonly #theme = new ThemeWatch(this, () => this.#dress());

  override connectedCallback(): void {
    super.connectedCallback();
    // A browser reloads a frame that was moved.
    if (this.hasUpdated && this.isolation !== 'none') this.#link.begin();
  }

  override willUpdate(changed: PropertyValues): void {
    const isOther = ['server', 'shop', 'isolation', 'attempt'].some(name => changed.has(name));
    if (!isOther) return;
    this.failure = '';
    if (this.isolation === 'none') {
      this.#shown = '';
      void this.#openInPage();
      return;
    }
    this.inPage = undefined;
    const shown = this.#frameKey();
    if (shown !== this.#shown) this.#link.begin();
    this.#shown = shown;
  }

  override render() {
    const origin = this.#origin();
    if (origin === undefined)
      return this.#wrong(msg(str`“${this.server.slice(0, 100)}” is not the address of a server.`));
    if (this.failure) return this.#wrong(this.failure, true);
    if (this.isolation === 'none') return this.inPage ?? nothing;
    const isSilent = this.#link.state === 'silent';
    return html`${keyed(
      this.#shown,
      html`<iframe
        part="frame"
        class="${this.fit} ${isSilent ? 'silent' : ''}"
        title=${this.heading()}
        src=${this.#url(origin)}
        allow=""
        referrerpolicy="no-referrer"
        @load=${this.#link.loaded}
      ></iframe>`,
    )}${
      isSilent
        ? this.#wrong(
            msg(
              str`The till at ${origin} did not open here. It may be out of reach, or not let this page hold it: its CORS_ORIGINS must name ${location.origin}.`,
            ),
            true,
          )
        : nothing
    }`;
  }

  /** Types a scanned code into the till, as if its scanner had. */
  protected scanned(code: string): void {
    this.#link.post({ kind: 'scan', code });
  }

  protected taken(message: FrameMessage): void {
    switch (message.kind) {
      case 'size':
        return this.#resize(message.width, message.height);
      case 'synced':
        this.dispatchEvent(new TideSyncedEvent(message.outcome, message.endedAt));
        return;
      case 'chosen':
        return this.#chosen(message);
      case 'cart':
        this.dispatchEvent(new TideCartChangedEvent(message.pieces));
        return;
      case 'used':
    }
  }

  #chosen(product: ChosenProduct & { readonly id: string }): void {
    const goOn = this.dispatchEvent(new TideProductChosenEvent(product));
    this.#link.post({ kind: 'answer', id: product.id, goOn });
  }

  #resize(width: number, height: number): void {
    if (this.fit === 'fills' || !this.frame) return;
    this.frame.style.setProperty('height', `${Math.ceil(height)}px`);
    if (this.fit === 'wraps') this.frame.style.setProperty('width', `${Math.ceil(width)}px`);
  }

  #dress(): void {
    this.#link.post({ kind: 'theme', theme: this.#theme.read() });
  }

  async #openInPage(): Promise<void> {
    try {
      const { openInPage } = await import('../in-page.ts');
      const [origin, { shop }] = [this.#origin(), this];
      if (origin === undefined || this.isolation !== 'none') return;
      this.inPage ??= openInPage(this.named);
      this.dressInPage(Object.assign(this.inPage, { server: origin, shop }));
    } catch (error) {
      this.failure = msg(
        str`The till’s program could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Passes further properties to the element in the page. */
  protected dressInPage(_element: InPageElement): void {}

  #wrong(words: string, isWorthTrying = false) {
    return html`<div class="root wrong" role="alert" data-testid="frame-trouble">
      <p>${words}</p>
      ${isWorthTrying ? html`<button @click=${this.#retry}>${msg('Try again')}</button>` : nothing}
    </div>`;
  }

  #url(origin: string): string {
    return frameUrl(origin, { element: this.named, shop: this.shop, host: location.origin });
  }

  /** Another key means another frame. */
  #frameKey(): string {
    return `${this.attempt} ${this.#url(this.#origin() ?? '')}`;
  }

  #retry = (): void => {
    this.attempt += 1;
  };

  #origin(): string | undefined {
    return serverOrigin(this.server, import.meta.url);
  }
}
