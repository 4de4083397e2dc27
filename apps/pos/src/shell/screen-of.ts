import type { Till } from '@tidemark/till';
import { html } from 'lit';
import '../customers/customers-page.ts';
import '../orders/orders-page.ts';
import type { SaleFilter } from '../sales/sale-views.ts';
import '../sales/sales-page.ts';
import type { CartOnScreen } from '../sell/cart/cart-on-screen.ts';
import '../sell/sell-page.ts';
import '../stock/stock-page.ts';
import '../sync/sync-page.ts';
import type { Screen } from './screens.ts';

/** The parts that screens are made from. */
export interface Shown {
  readonly till: Till | undefined;
  readonly cart: CartOnScreen | undefined;
  readonly currency: string;
  readonly show: SaleFilter;
  readonly cartEmpty: boolean;
  readonly server: string;
}

/** The element of a screen. */
export function screenOf(screen: Screen, { till, cart, currency, show, cartEmpty, server }: Shown) {
  switch (screen) {
    case 'sell':
      return html`<tide-sell-page .till=${till} .cart=${cart} .currency=${currency}></tide-sell-page>`;
    case 'orders':
      return html`<tide-orders-page .till=${till} .currency=${currency}></tide-orders-page>`;
    case 'sales':
      return html`<tide-sales-page .till=${till} .filter=${show}></tide-sales-page>`;
    case 'customers':
      return html`<tide-customers-page .till=${till} .filter=${show}></tide-customers-page>`;
    case 'stock':
      return html`<tide-stock-page .till=${till} .currency=${currency} .filter=${show}></tide-stock-page>`;
    case 'sync':
      return html`<tide-sync-page .till=${till} .cartEmpty=${cartEmpty} .server=${server}></tide-sync-page>`;
  }
}
