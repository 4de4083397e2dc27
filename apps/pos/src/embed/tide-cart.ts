import { msg } from '@tidemark/elements/language';
import { customElement } from 'lit/decorators.js';
import { FramedElement } from './frame/framed-element.ts';

/**
 * @summary The cart on screen of a till: its lines and the total.
 * @fires {TideCartChangedEvent} tide-cart-changed - The cart has changed; `pieces` says how many are in it.
 * @csspart frame - The frame.
 * @csspart line - A line, with isolation "none".
 * @csspart total - The total, with isolation "none".
 */
@customElement('tide-cart')
export class TideCart extends FramedElement {
  protected override readonly named = 'tide-cart';
  protected override heading(): string {
    return msg('Cart');
  }

  protected override readonly fit = 'grows';
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-cart': TideCart;
  }
}
