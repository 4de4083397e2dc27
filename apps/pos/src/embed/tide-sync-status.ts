import { msg } from '@tidemark/elements/language';
import { customElement } from 'lit/decorators.js';
import { FramedElement } from './frame/framed-element.ts';
import { inlineStyles } from './frame/framed-element.styles.ts';

/**
 * @summary How a till stands with its server, and when it was last found complete.
 * @csspart frame - The frame.
 */
@customElement('tide-sync-status')
export class TideSyncStatus extends FramedElement {
  static override styles = [...FramedElement.styles, inlineStyles];

  protected override readonly named = 'tide-sync-status';
  protected override heading(): string {
    return msg('State of the till');
  }

  protected override readonly fit = 'wraps';
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-sync-status': TideSyncStatus;
  }
}
