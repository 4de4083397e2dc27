import { css } from 'lit';
import { customElement } from 'lit/decorators.js';
import { FramedElement } from './framed-element.ts';

/**
 * @summary How a till stands with its server, and when it was last found complete.
 * @csspart frame - The frame.
 */
@customElement('tide-sync-status')
export class TideSyncStatus extends FramedElement {
  static override styles = [
    ...FramedElement.styles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
    `,
  ];

  protected override readonly named = 'tide-sync-status';
  protected override readonly heading = 'State of the till';
  protected override readonly fit = 'wraps';
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-sync-status': TideSyncStatus;
  }
}
