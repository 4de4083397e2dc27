import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { singleTab } from '../tabs/leadership.ts';
import { openBrowserTill } from '../open/open-browser-till.ts';
import { withDefaults } from '../open/open-till.ts';
import { memoryCopy } from '../records/backup-copy/backup-copy.ts';
import { tillStorage } from './storage.ts';
import { memoryKeep } from '../testing.ts';
import { aDraft, aShop, cash } from '../testing/test-tills.ts';

afterEach(() => vi.restoreAllMocks());

test('[T30] what a till promises is written strictly, what it can read again is not', async () => {
  const written = writesByDurability();
  const server = aShop();
  await using till = await openBrowserTill(
    withDefaults({
      server: 'http://strict',
      shop: server.shop,
      fetch: server.fetch as typeof fetch,
      keep: memoryKeep(),
    }),
    tillStorage(),
    {
      openTabs: async () => singleTab(),
      multiInstance: false,
      durabilityOf: async () => ({ backupCopy: memoryCopy(), persist: async () => true }),
    },
  );
  await till.signIn('demo', '1234');
  await till.sync('manual');

  expect(await till.selling.sell(aDraft(), cash(1250))).toMatchObject({ kind: 'sold' });

  expect(written).toContain('promises/sales strict');
  expect(written).toContain('promises/marks strict');
  expect(written).toContain('c1/cache relaxed');
  expect([...written].filter(each => each.startsWith('promises') && !each.endsWith(' strict'))).toEqual([]);
});

/** Names what is put into logs from now on: "promises/sales strict". */
function writesByDurability(): ReadonlySet<string> {
  const durabilities = new WeakMap<IDBTransaction, string | undefined>();
  const written = new Set<string>();
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const made = transaction.apply(this, args);
    durabilities.set(made, args[2]?.durability);
    return made;
  });
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name === 'chunks') {
      const [key] = args[1] as [string];
      const database = this.transaction.db.name.split('-').at(-1);
      written.add(`${database}/${key.split('|')[0]} ${durabilities.get(this.transaction)}`);
    }
    return put.apply(this, args);
  });
  return written;
}
