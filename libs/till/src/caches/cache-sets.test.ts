import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { revOf } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import type { RxStorage } from 'rxdb';
import { expect, test } from 'vitest';
import { Caches } from './caches.ts';
import { CacheSets } from './cache-sets.ts';
import { memoryKeep, memoryStorage } from '../testing.ts';

const nothing = () => Promise.resolve();

test.each(['before', 'after'] as const)(
  '[T7] a tab that opens caches takes the next ones where another tab puts those in use just %s it has them',
  async when => {
    const disks = new MemoryBrowser();
    const common = { name: `generations-${when}`, keep: memoryKeep(), multiInstance: true };
    await using leader = await CacheSets.open({ ...common, storage: memoryStorage(disks), leads: true });
    const next = await leader.openNext();
    let isSwapped = false;
    const swap = async (): Promise<void> => {
      if (isSwapped) return;
      isSwapped = true;
      await leader.swap(next, nothing);
    };
    const own = { ...memoryStorage(disks), name: `another tab ${when}` };
    const storage: RxStorage<unknown, unknown> = {
      ...own,
      createStorageInstance: async parameters => {
        if (when === 'before') await swap();
        const instance = await own.createStorageInstance(parameters);
        if (when === 'after' && parameters.collectionName === 'cache') await swap();
        return instance;
      },
    };

    await using follower = await CacheSets.open({ ...common, storage, leads: false });

    expect(follower.current.generation).toBe(2);
    expect(await follower.current.areGone()).toBe(false);
  },
);

test('[T7] old caches that cannot be removed stop no new ones, and are removed at the next opening', async () => {
  const parts = {
    name: 'generations-left',
    keep: memoryKeep(),
    storage: memoryStorage(),
    multiInstance: false,
    leads: true,
  };
  const product = aProduct();
  const fill = (caches: Caches) => caches.write('products', [{ ...product, rev: revOf(product) }], []);
  {
    await using cacheSets = await CacheSets.open(parts);
    const old = cacheSets.current;
    await fill(old);
    old.remove = () => Promise.reject(new Error('the disk refuses'));
    const next = await cacheSets.openNext();
    await fill(next);

    await cacheSets.swap(next, nothing);

    expect(cacheSets.current).toBe(next);
    await old[Symbol.asyncDispose]();
  }
  await using again = await CacheSets.open(parts);
  expect(again.current.generation).toBe(2);
  expect(await again.current.count('products')).toBe(1);
  await using old = await Caches.open(parts.name, 1, parts.storage, false);
  expect(await old.count('products')).toBe(0);
});

test('[T41] what was under way when a till was closed opens no caches', async () => {
  const disks = new MemoryBrowser();
  const common = { name: 'generations-closed', keep: memoryKeep(), multiInstance: true };
  await using leader = await CacheSets.open({ ...common, storage: memoryStorage(disks), leads: true });
  const opened: string[] = [];
  const own = { ...memoryStorage(disks), name: 'another tab' };
  const storage: RxStorage<unknown, unknown> = {
    ...own,
    createStorageInstance: parameters => {
      opened.push(parameters.collectionName);
      return own.createStorageInstance(parameters);
    },
  };
  const follower = await CacheSets.open({ ...common, storage, leads: false });
  await leader.swap(await leader.openNext(), nothing);
  await follower[Symbol.asyncDispose]();
  opened.splice(0);

  await expect(follower.follow(nothing)).rejects.toThrow('closed');
  await expect(follower.openNext()).rejects.toThrow('closed');

  expect(opened).toEqual([]);
});

test('[T84] where the browser says late that it does not remember the new caches, the old ones are in use', async () => {
  let isRefusing = false;
  const keep = {
    ...memoryKeep(),
    caughtUp: async () => {
      if (isRefusing) throw new Error('QuotaExceededError');
    },
  };
  const name = 'generations-refused';
  await using cacheSets = await CacheSets.open({
    ...{ name, keep, storage: memoryStorage(), multiInstance: false, leads: true },
  });
  const old = cacheSets.current;
  const next = await cacheSets.openNext();
  isRefusing = true;
  const told: Caches[] = [];

  await expect(cacheSets.swap(next, async caches => void told.push(caches))).rejects.toThrow('Quota');

  expect(cacheSets.current).toBe(old);
  expect(told).toEqual([]);
  expect(await old.areGone()).toBe(false);
  await cacheSets.drop(next);
});
