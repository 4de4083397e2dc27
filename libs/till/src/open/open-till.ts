import { browserDurability, browserKeep, browserMove } from '../browser/browser.ts';
import { browserTouch, browserWake } from '../browser/page-signs.ts';
import { browserTabs } from '../tabs/leadership.ts';
import { openBrowserTill } from './open-browser-till.ts';
import { inBrowser, tillStorage } from '../caches/storage.ts';
import type { OpenTill, Till, TillOptions } from '../api/till.ts';

const open = new Map<string, Promise<Till>>();

/**
 * One till per server and shop in a page: a second caller shares it. It stays open until it is disposed of or its page
 * ends.
 */
export const openTill: OpenTill = options => {
  const key = `${options.server}|${options.shop}`;
  const known = options.storage === 'memory' ? undefined : open.get(key);
  if (known) return known;
  const till = openNew(options, () => open.delete(key));
  if (options.storage !== 'memory') {
    open.set(key, till);
    till.catch(() => open.delete(key));
  }
  return till;
};

async function openNew(options: TillOptions, onClose: () => void): Promise<Till> {
  if (options.storage === 'memory')
    throw new Error('tests open a till in memory by openMemoryTill of @tidemark/till/testing');
  const settled = withDefaults(options);
  const { makeRoom } = settled;
  const storage = tillStorage(inBrowser(makeRoom));
  await browserMove(settled, storage);
  return openBrowserTill(settled, storage, {
    openTabs: browserTabs,
    multiInstance: true,
    durabilityOf: name => browserDurability(name, makeRoom),
    onClose,
  });
}

export function withDefaults(options: TillOptions): Required<Omit<TillOptions, 'storage'>> {
  return {
    server: options.server.replace(/\/$/, ''),
    shop: options.shop,
    intervalMinutes: options.intervalMinutes ?? 30,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    now: options.now ?? (() => Date.now()),
    random: options.random ?? (() => Math.random()),
    newId: options.newId ?? (() => crypto.randomUUID()),
    keep: options.keep ?? browserKeep(),
    wake$: options.wake$ ?? browserWake(),
    touch$: options.touch$ ?? browserTouch(),
    makeRoom: options.makeRoom ?? (async () => false),
    removeRest: options.removeRest ?? (async () => undefined),
  };
}
