import { msg } from '@tidemark/elements/language';
import { readFrameAddress, type FrameAddress, type FramedName } from '../embed/frame/frame-address.ts';
import type { HostMessage } from '../embed/frame/frame-messages.ts';
import { themeProperties, type Theme } from '../embed/frame/theme.ts';
import { startLanguages } from '../languages/till-language.ts';
import { lastShop } from '../shell/sign-in/last-shop.ts';
import { registerServiceWorker } from '../sync/update/app-update.ts';
import { borrowedTill } from './borrowed-till.ts';
import { linkToHost } from './host-link.ts';
import { relayEvents } from './relay-events.ts';

/** The elements inside frames, each loaded on demand. */
const contents = {
  'tide-pos': { fit: 'fills', load: async () => new (await import('../tide-till.ts')).TideTill() },
  'tide-sync-status': {
    fit: 'wraps',
    load: async () => new (await import('../small/till-status.ts')).TideTillStatus(),
  },
  'tide-sync-button': {
    fit: 'wraps',
    load: async () => new (await import('../small/till-sync.ts')).TideTillSync(),
  },
  'tide-product-search': {
    fit: 'grows',
    load: async () => new (await import('../small/till-search.ts')).TideTillSearch(),
  },
  'tide-cart': { fit: 'grows', load: async () => new (await import('../small/till-cart.ts')).TideTillCart() },
} as const satisfies Record<FramedName, { fit: string; load: () => Promise<HTMLElement> }>;

const address = readFrameAddress(location.hash);
const main = document.querySelector('main');
await startLanguages({ isOwn: true });
if (main && address) await show(main, address);
else if (main) say(main, aloneWords());

async function show(main: HTMLElement, { element: name, shop, host }: FrameAddress): Promise<void> {
  const { fit, load } = contents[name];
  document.documentElement.classList.add(fit);
  const element = await load();
  if ('source' in element) Object.assign(element, { shop: shop || lastShop(), source: borrowedTill });
  else element.shop = shop;
  const relay = relayEvents(element, message => link.post(message));
  const tellSize = (): void => {
    const { width, height } = main.getBoundingClientRect();
    link.post({ kind: 'size', width, height });
  };
  const take = (message: HostMessage): void => {
    if (message.kind === 'theme') dress(message.theme);
    if (message.kind === 'scan' && name === 'tide-pos' && 'takeScan' in element)
      element.takeScan(message.code);
    if (message.kind === 'answer') relay.answered(message.id, message.goOn);
  };
  const link = linkToHost(globalThis.parent, host, { welcomed: tellSize, take });
  main.append(element);
  void registerServiceWorker();
  if (fit !== 'fills') new ResizeObserver(tellSize).observe(main);
  // A frame lets go of what it borrowed from another one, which would otherwise go on telling it.
  globalThis.addEventListener('pagehide', () => element.remove());
}

function aloneWords(): string {
  return msg('This page shows an element of Tidemark in a page of yours; alone it shows nothing.');
}

function dress(theme: Theme): void {
  for (const name of themeProperties) {
    const value = theme[name];
    if (value === undefined) document.documentElement.style.removeProperty(name);
    else document.documentElement.style.setProperty(name, value);
  }
}

function say(main: HTMLElement, words: string): void {
  const paragraph = document.createElement('p');
  paragraph.className = 'nothing';
  paragraph.textContent = words;
  main.append(paragraph);
}
