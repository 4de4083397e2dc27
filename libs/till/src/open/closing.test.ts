import { dbCount } from 'rxdb';
import { NEVER, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { singleTab } from '../tabs/leadership.ts';
import { openBrowserTill } from './open-browser-till.ts';
import { withDefaults } from './open-till.ts';
import { memoryKeep, memoryStorage, openMemoryTill } from '../testing.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import type { Wake } from '../api/till.ts';

test('[T54] thirty shops in a row: nothing stays open, and nothing that was sold is lost', async () => {
  const before = dbCount();
  const server = aShop();
  const wake$ = new Subject<Wake>();
  const browser = aBrowser();
  {
    await using till = await openTestTill(server, browser, { wake$ });
    server.bend = path => (path.includes('/push') ? new Response('', { status: 503 }) : undefined);
    await till.selling.sell(aDraft(), cash(1250));
  }

  for (let n = 0; n < 30; n++) {
    const values = new Map<string, string>();
    const till = await openMemoryTill({
      server: `http://typo-${n}.tidemark.test`,
      shop: `typo-${n}.myshopify.com`,
      keep: memoryKeep(values),
      fetch: async () => Response.json({ code: 'not-signed-in', message: 'No such shop.' }, { status: 401 }),
      wake$,
    });
    expect(await till.signIn('demo', '1234')).toMatchObject({ kind: 'refused' });
    await till[Symbol.asyncDispose]();
  }

  expect(dbCount()).toBe(before);
  expect(wake$.observed).toBe(false);
  server.bend = () => undefined;
  await using _ = await openTestTill(server, browser, { wake$ });
  await until(() => server.records.stored('sales').length === 1, 'sent');
});

test('[T54] a till that cannot be opened to the end leaves nothing open, so that the next try can', async () => {
  const before = dbCount();
  const own = memoryStorage();
  let isFull = true;
  const rx = {
    ...own,
    createStorageInstance: async (parameters: Parameters<typeof own.createStorageInstance>[0]) => {
      if (isFull && parameters.collectionName === 'marks') throw new Error('QuotaExceededError');
      return own.createStorageInstance(parameters);
    },
  } as typeof own;
  let openTabs = 0;
  const open = () =>
    openBrowserTill(
      withDefaults({
        server: 'http://full.tidemark.test',
        shop: 'full',
        keep: memoryKeep(),
        fetch: aShop().fetch as typeof fetch,
      }),
      { rx, damage$: NEVER },
      {
        openTabs: async () => {
          openTabs++;
          return { ...singleTab(), [Symbol.dispose]: () => void openTabs-- };
        },
        multiInstance: false,
        durabilityOf: async () => ({ backupCopy: undefined, persist: async () => true }),
      },
    );

  await expect(open()).rejects.toThrow('QuotaExceededError');
  expect([dbCount(), openTabs]).toEqual([before, 0]);
  isFull = false;
  await using till = await open();

  expect(await till.documents('products')).toEqual([]);
});

test('[T54] a till that is closed asks the server for nothing more', async () => {
  const server = aShop();
  const begun = Promise.withResolvers<AbortSignal | null | undefined>();
  let isDeaf = false;
  const till = await openTestTill(server, aBrowser(), {
    fetch: (input, init) => {
      if (!isDeaf || !String(input).includes('/api/sync')) return server.fetch(input, init);
      begun.resolve(init?.signal);
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
    },
  });
  isDeaf = true;
  const syncing = till.sync('manual');
  const asked = await begun.promise;

  await till[Symbol.asyncDispose]();

  expect(asked?.aborted).toBe(true);
  expect(await syncing).toMatchObject({ outcome: 'offline' });
});
