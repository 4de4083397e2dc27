import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { revOf } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { CacheSets } from '../caches/cache-sets.ts';
import { browserTabs } from './leadership.ts';
import type { Tabs } from './tabs.ts';
import { MemoryTabs } from './memory-tabs.ts';
import { memoryKeep, memoryStorage } from '../testing.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const tickMs = 30;
const open: Tabs[] = [];
afterEach(() => {
  for (const tab of open.splice(0)) tab[Symbol.dispose]();
});

test('[T55] a tab that leads and stands still is taken over from, and finds that when it thaws', async () => {
  const profile = new MemoryTabs(tickMs);
  const [first, second] = [profile.open(), profile.open()];
  open.push(first, second);
  const begun = first.fence();
  await begun();

  first.freeze();
  await second.leading;
  expect(second.leads).toBe(true);
  first.thaw();

  await expect(begun()).rejects.toThrow('Another tab');
  expect([first.leads, second.leads]).toEqual([false, true]);
  await second.fence()();
  // From now on it waits for the other.
  second[Symbol.dispose]();
  await first.leading;
  await first.fence()();
  await expect(begun()).rejects.toThrow('Another tab');
});

test('[T55] a tab that answers leads for as long as it is open', async () => {
  const profile = new MemoryTabs(tickMs);
  const [first, second] = [profile.open(), profile.open()];
  open.push(first, second);

  await new Promise(resolve => setTimeout(resolve, tickMs * 12));

  expect([first.leads, second.leads]).toEqual([true, false]);
});

test('[T55] a tab that follows and stood still itself does not take over from one that answers', async () => {
  const profile = new MemoryTabs(tickMs);
  const [first, second] = [profile.open(), profile.open()];
  open.push(first, second);

  second.freeze();
  await new Promise(resolve => setTimeout(resolve, tickMs * 8));
  second.thaw();
  await new Promise(resolve => setTimeout(resolve, tickMs * 8));

  expect([first.leads, second.leads]).toEqual([true, false]);
});

test('[T55] Web Locks: one that holds the lock and does not answer is taken over from', async () => {
  const letGo = Promise.withResolvers<void>();
  const stolen = navigator.locks
    .request('frozen-web', () => letGo.promise)
    .catch((error: Error) => error.name);
  const keep = memoryKeep(new Map([['frozen-web-fence', '7']]));
  const tab = await browserTabs('frozen-web', keep, tickMs);
  open.push(tab);
  expect(tab.leads).toBe(false);

  await tab.leading;

  expect(keep.get('frozen-web-fence')).toBe('8');
  expect(await stolen).toBe('AbortError');
});

test('[T55] Web Locks: a tab of older code, which answers nobody, is waited for', async () => {
  const letGo = Promise.withResolvers<void>();
  const held = navigator.locks.request('older-web', () => letGo.promise);
  const tab = await browserTabs('older-web', memoryKeep(), tickMs);
  open.push(tab);

  await new Promise(resolve => setTimeout(resolve, tickMs * 10));
  expect(tab.leads).toBe(false);
  letGo.resolve();
  await held;

  await tab.leading;
});

/**
 * Two tabs of one till. The first holds back pages of products when the test says so, and everything while it is
 * frozen.
 */
async function twoTabs() {
  const server = aShop();
  const browser = aBrowser();
  const profile = new MemoryTabs(tickMs);
  const disks = new MemoryBrowser();
  let thawed = Promise.resolve();
  let isFrozen = false;
  let thaw: () => void = () => undefined;
  const [first, second] = [profile.open(), profile.open()];
  const leader = await openTestTill(server, browser, {
    tabs: first,
    rxStorage: { ...memoryStorage(disks), name: 'first tab' },
    fetch: async (input, init) => {
      if (isFrozen) await thawed;
      const answer = await server.fetch(input, init);
      if (isFrozen || String(input).includes('/products/pull')) await thawed;
      return answer;
    },
  });
  const follower = await openTestTill(server, browser, {
    tabs: second,
    rxStorage: { ...memoryStorage(disks), name: 'second tab' },
  });
  return {
    ...{ server, leader, follower },
    holdAnswers: () => (thawed = new Promise(resolve => (thaw = resolve))),
    freeze: () => {
      first.freeze();
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
      thaw();
      first.thaw();
    },
    async [Symbol.asyncDispose]() {
      thaw();
      await follower[Symbol.asyncDispose]();
      await leader[Symbol.asyncDispose]();
    },
  };
}

const titleOf = (till: Till) => till.catalogue.product('1')?.title;

test('[T55] the sales of a till whose leading tab stands still are sent by another', async () => {
  await using world = await twoTabs();
  const { server, follower } = world;

  void world.holdAnswers();
  world.freeze();
  await follower.selling.sell(aDraft(), cash(1250));

  await until(() => server.records.stored('sales').length === 1, 'sent');
  expect(await firstValueFrom(follower.status$)).toMatchObject({ followsOtherTab: false });
});

test('[T55] what a tab had in its hands when it froze is not written when it thaws', async () => {
  await using world = await twoTabs();
  const { server, leader, follower } = world;
  server.put('products', aProduct({ title: 'Older' }));

  const before = server.requests.length;
  void world.holdAnswers();
  const syncing = leader.sync('manual');
  const isAsked = () => server.requests.slice(before).some(each => each.includes('/products/pull'));
  await until(isAsked, 'asked');
  world.freeze();
  server.put('products', aProduct({ title: 'Newer' }));
  await until(() => titleOf(follower) === 'Newer', 'taken over, and synced');
  const asked = server.requests.length;
  world.thaw();

  expect(await syncing).toMatchObject({ outcome: 'up-to-date' });
  expect(server.requests.length).toBeGreaterThan(asked);
  const stored = await Promise.all([leader, follower].map(each => each.documents('products')));
  expect(stored.map(each => each.map(({ title }) => title))).toEqual([['Newer'], ['Newer']]);
  expect(await firstValueFrom(leader.status$)).toMatchObject({ followsOtherTab: true });
});

test('[T55] two tabs that read everything anew at the same moment fill caches of their own', async () => {
  const disks = new MemoryBrowser();
  const common = { name: 'both-rebuild', keep: memoryKeep(), multiInstance: true };
  const open = (name: string, leads: boolean) =>
    CacheSets.open({ ...common, storage: { ...memoryStorage(disks), name }, leads });
  {
    await using first = await open('one tab', true);
    await using second = await open('another tab', false);
    const product = aProduct();
    const fill = async (cacheSets: CacheSets) => {
      const next = await cacheSets.openNext();
      await next.write('products', [{ ...product, rev: revOf(product) }], []);
      return next;
    };

    const nexts = [await first.openNext(), await fill(second)] as const;
    expect(new Set(nexts.map(each => each.generation)).size).toBe(2);
    expect(await nexts[1].count('products')).toBe(1);
    await nexts[0].write('products', [{ ...product, rev: revOf(product) }], []);
    await Promise.all([
      first.swap(nexts[0], async () => undefined),
      second.swap(nexts[1], async () => undefined),
    ]);
    await first.follow(async () => undefined);
    await second.follow(async () => undefined);

    expect(first.current.generation).toBe(second.current.generation);
    expect(await first.current.count('products')).toBe(1);
  }
  await using again = await open('a later tab', true);
  expect(await again.current.count('products')).toBe(1);
  expect(common.keep.get('both-rebuild-building')).toBeUndefined();
});
