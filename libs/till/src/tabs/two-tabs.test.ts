import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { faultyStorage } from '../testing/faulty-storage.ts';
import { MemoryTabs } from './memory-tabs.ts';
import { memoryStorage } from '../testing.ts';
import { aBrowser, aShop, openTestTill } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

test.each([
  ['and the other tab hears of it', false],
  ['though the other tab could not open the new data at first', true],
])('[T33] a tab that does not lead clears and fills anew, %s', async (_how, isRefused) => {
  let refuses = false;
  const server = aShop();
  const browser = aBrowser();
  const profile = new MemoryTabs();
  const disks = new MemoryBrowser();
  const leadersStorage = faultyStorage(memoryStorage(disks), () =>
    refuses ? new Error('QuotaExceededError') : undefined,
  );
  await using leader = await openTestTill(server, browser, {
    tabs: profile.open(),
    rxStorage: { ...leadersStorage, name: 'first tab' },
  });
  await using follower = await openTestTill(server, browser, {
    tabs: profile.open(),
    rxStorage: { ...memoryStorage(disks), name: 'second tab' },
  });
  expect(await leader.sync('manual')).toMatchObject({ outcome: 'up-to-date' });

  refuses = isRefused;
  expect(await follower.clearAndSync()).toMatchObject({ outcome: 'up-to-date' });
  if (isRefused) expect(await leader.sync('manual')).toMatchObject({ outcome: 'failed' });
  refuses = false;
  server.put('products', aProduct({ id: '77', title: 'Afterwards' }));

  expect(await follower.sync('manual')).toMatchObject({ outcome: 'up-to-date' });
  expect(titlesOf(follower)).toEqual(titlesOf(leader));
  expect(titlesOf(leader)).toContain('Afterwards');
});

test('[T33] a tab that could not open what the leading one filled anew has it after its next sync', async () => {
  let refuses = false;
  const server = aShop();
  const browser = aBrowser();
  const profile = new MemoryTabs();
  const disks = new MemoryBrowser();
  const followersStorage = faultyStorage(memoryStorage(disks), () =>
    refuses ? new Error('QuotaExceededError') : undefined,
  );
  await using leader = await openTestTill(server, browser, {
    tabs: profile.open(),
    rxStorage: { ...memoryStorage(disks), name: 'leading tab' },
  });
  await using follower = await openTestTill(server, browser, {
    tabs: profile.open(),
    rxStorage: { ...followersStorage, name: 'following tab' },
  });
  await leader.sync('manual');

  refuses = true;
  await leader.clearAndSync();
  expect(await follower.sync('manual')).toMatchObject({ outcome: 'failed' });
  refuses = false;
  server.put('products', aProduct({ id: '77', title: 'Afterwards' }));

  expect(await follower.sync('manual')).toMatchObject({ outcome: 'up-to-date' });
  expect(titlesOf(follower)).toContain('Afterwards');
});

function titlesOf(till: Till): string[] {
  return till.catalogue.search('', 10).products.map(each => each.title);
}
