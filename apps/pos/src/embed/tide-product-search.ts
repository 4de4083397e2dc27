import { msg } from '@tidemark/elements/language';
import { customElement } from 'lit/decorators.js';
import { FramedElement } from './frame/framed-element.ts';

/**
 * @summary Searches the till's products. A chosen one goes into the cart on screen.
 * @fires {TideProductChosenEvent} tide-product-chosen - A product was chosen; cancelled, it is not put into the cart.
 * @csspart frame - The frame.
 * @csspart input - The search box, with isolation "none".
 * @csspart product - A product that was found, with isolation "none".
 */
@customElement('tide-product-search')
export class TideProductSearch extends FramedElement {
  protected override readonly named = 'tide-product-search';
  protected override heading(): string {
    return msg('Search products');
  }

  protected override readonly fit = 'grows';
}

declare global {
  interface HTMLElementTagNameMap {
    'tide-product-search': TideProductSearch;
  }
}
