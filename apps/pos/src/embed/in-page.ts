import '../small/till-cart.ts';
import '../small/till-search.ts';
import '../small/till-status.ts';
import '../small/till-sync.ts';
import type { ScanScope } from '../sell/scan/scan-scope.ts';
import '../tide-till.ts';
import type { FramedName } from './frame/frame-address.ts';

/** The element that takes the place of a frame. */
export type InPageElement = HTMLElement & { server: string; shop: string; scan?: ScanScope };

const tags = {
  'tide-pos': 'tide-till',
  'tide-sync-status': 'tide-till-status',
  'tide-sync-button': 'tide-till-sync',
  'tide-product-search': 'tide-till-search',
  'tide-cart': 'tide-till-cart',
} as const satisfies Record<FramedName, string>;

/** The element itself, for a page whose every script may read the till. */
export function openInPage(name: FramedName): InPageElement {
  const element = document.createElement(tags[name]) as unknown as InPageElement;
  element.setAttribute('exportparts', 'bar, button, dot, input, product, line, total');
  return element;
}
