import type { PageTill, RecordFilter } from '@tidemark/till/page';
import { live } from '@tidemark/elements/look/live';
import { msg } from '@tidemark/elements/language';
import { html } from 'lit';
import type { CartOnScreen } from '../sell/cart/cart-on-screen.ts';
import type { ScreenState } from './lazy-screens.ts';
import type { Screen } from './screens.ts';

/** The parts that screens are made from. */
export interface Shown {
  readonly till: PageTill | undefined;
  readonly cart: CartOnScreen | undefined;
  readonly currency: string;
  readonly show: RecordFilter;
  readonly cartEmpty: boolean;
  readonly server: string;
  /** Loads the code of the screen once more. */
  readonly again: () => void;
}

/** The element of a screen; until its code has come, that it is being opened, or that it could not be loaded. */
export function screenOf(screen: Screen, state: ScreenState, shown: Shown) {
  switch (state) {
    case 'coming':
      return html`<p class="opening" data-testid="screen-coming">${msg('Opening …')}</p>`;
    case 'not-loaded':
      return html`<div class="opening" data-testid="screen-not-loaded">
        ${live('alert', msg('This screen could not be loaded: the server does not answer.'))}
        <button class="primary" @click=${shown.again}>${msg('Try again')}</button>
      </div>`;
    case 'there':
      return elementOf(screen, shown);
  }
}

function elementOf(screen: Screen, { till, cart, currency, show, cartEmpty, server }: Shown) {
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
