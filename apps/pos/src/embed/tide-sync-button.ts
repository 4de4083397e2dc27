import { msg } from '@tidemark/elements/language';
import { customElement } from 'lit/decorators.js';
import { FramedElement } from './frame/framed-element.ts';
import { inlineStyles } from './frame/framed-element.styles.ts';

/**
 * @summary A button that syncs new data.
 * @fires {TideSyncedEvent} tide-synced - The sync has ended; `outcome` says how, `endedAt` when.
 * @csspart frame - The frame.
 * @csspart button - The button, with isolation "none".
 */
@customElement('tide-sync-button')
export class TideSyncButton extends FramedElement {
  static override styles = [...FramedElement.styles, inlineStyles];

  protected override readonly named = 'tide-sync-button';
  protected override heading(): string {
    return msg('Sync new data');
  }

  protected override readonly fit = 'wraps';
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-sync-button': TideSyncButton;
  }
}
