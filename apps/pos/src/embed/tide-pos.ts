import { msg } from '@tidemark/elements/language';
import { css, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { scanTurn } from '../sell/scan/scan-scope.ts';
import type { FrameMessage } from './frame/frame-messages.ts';
import { FramedElement } from './frame/framed-element.ts';
import type { InPageElement } from './in-page.ts';
import { PageScanner } from './page-scanner.ts';

/**
 * @summary The whole till: sign in, sell, sales, orders, customers, stock, sync.
 * @csspart frame - The frame.
 * @csspart bar - The bar at the top, with isolation "none".
 * @cssprop --tide-accent - Colour of what can be pressed.
 * @cssprop --tide-on-accent - Colour of words on it.
 * @cssprop --tide-ground - Colour behind everything.
 * @cssprop --tide-surface - Colour of cards and panels.
 * @cssprop --tide-line - Colour of lines.
 * @cssprop --tide-text - Colour of text.
 * @cssprop --tide-soft - Colour of text that matters less.
 * @cssprop --tide-tint - Colour behind what is chosen.
 * @cssprop --tide-radius - How round corners are.
 * @cssprop --tide-font - Font family.
 */
@customElement('tide-pos')
export class TidePos extends FramedElement {
  static override styles = [
    ...FramedElement.styles,
    css`
      :host {
        height: 100%;
        min-height: 480px;
        overflow: hidden;
      }
      iframe.fills {
        min-height: inherit;
      }
      tide-till {
        height: 100%;
      }
    `,
  ];

  /** "page": a scanner's keys anywhere in the page are the till's, except those typed into a field. */
  @property() scan: 'till' | 'page' = 'till';
  protected override readonly named = 'tide-pos';
  protected override heading(): string {
    return msg('Till');
  }

  protected override readonly fit = 'fills';
  readonly #scanner = new PageScanner(this, code => this.scanned(code));

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scanner.stop();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#listen();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('scan') || changed.has('isolation')) this.#listen();
    if (changed.has('scan') && this.inPage) this.dressInPage(this.inPage);
  }

  protected override taken(message: FrameMessage): void {
    if (message.kind === 'used') scanTurn.used(this);
    super.taken(message);
  }

  protected override dressInPage(element: InPageElement): void {
    element.scan = this.scan === 'page' ? 'page' : 'till';
  }

  /** With isolation "none", the till in the page listens on its own. */
  #listen(): void {
    if (this.scan === 'page' && this.isolation !== 'none') this.#scanner.start();
    else this.#scanner.stop();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-pos': TidePos;
  }
}
