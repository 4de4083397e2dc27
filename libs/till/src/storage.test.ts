import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { singleTab } from './leadership.ts';
import { openBrowserTill } from './open-browser-till.ts';
import { withDefaults } from './open-till.ts';
import { memoryCopy } from './promises/second-copy.ts';
import { browserStorages } from './storage.ts';
import { memoryKeep } from './testing.ts';
import { aDraft, aShop, cash } from './testing-tills.ts';

afterEach(() => vi.restoreAllMocks());

test('[T30] what a till promises is written strictly, what it can read again is not', async () => {
  const asked = new Set<string>();
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const [, mode, options] = args;
    if (mode === 'readwrite') asked.add(`${nameOf(this.name)} ${options?.durability}`);
    return transaction.apply(this, args);
  });
  const server = aShop();
  await using till = await openBrowserTill(
    withDefaults({
      server: 'http://strict',
      shop: server.shop,
      fetch: server.fetch as typeof fetch,
      keep: memoryKeep(),
    }),
    browserStorages(),
    {
      openTabs: async () => singleTab(),
      multiInstance: false,
      openRefuge: async () => ({ secondCopy: memoryCopy(), persist: async () => true }),
    },
  );
  await till.signIn('demo', '1234');
  await till.sync('manual');

  expect(await till.selling.sell(aDraft(), cash(1250))).toMatchObject({ kind: 'sold' });

  expect(asked).toContain('promises/sales strict');
  expect(asked).toContain('promises/marks strict');
  expect(asked).toContain('c1/cache relaxed');
  expect([...asked].filter(each => each.startsWith('promises') && !each.endsWith(' strict'))).toEqual([]);
});

/** "rxdb-dexie-tidemark-k9x2-promises--0--sales" is "promises/sales". */
function nameOf(database: string): string {
  const [start, , collection] = database.split('--');
  return `${start?.split('-').at(-1)}/${collection}`;
}
