import { aSale } from '@tidemark/schema/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { UnsentBackups } from './unsent-backups.ts';
import { Ledger } from '../marks/ledger.ts';
import { opfsCopy } from './opfs-copy.ts';
import { RecordStore } from '../record-store.ts';
import { memoryStorage } from '../../testing.ts';

afterEach(() => vi.unstubAllGlobals());

/** A private file system with these files, some of them unreadable. */
function aFileSystem(files: Map<string, string>, unreadable: ReadonlySet<string>) {
  const open = (name: string) => ({
    kind: 'file',
    getFile: async () => {
      if (unreadable.has(name)) throw new DOMException('The file cannot be read.', 'NotReadableError');
      return new Blob([files.get(name) ?? '']);
    },
  });
  const folder = {
    removeEntry: async (name: string) => void files.delete(name),
    async *entries() {
      for (const name of files.keys()) yield [name, open(name)] as const;
    },
  };
  const root = { getDirectoryHandle: async () => folder };
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => root } });
}

test('[T23] a file that cannot be read keeps no other from coming back, and is not deleted', async () => {
  const sales = [1, 2, 3].map(n => aSale({ id: `sale-000${n}`, receiptNumber: `A-00000${n}` }));
  const files = new Map(sales.map(sale => [`sales.${sale.id}.json`, JSON.stringify(sale)]));
  aFileSystem(files, new Set(['sales.sale-0001.json']));
  await using store = await RecordStore.open({
    name: 'opfs',
    storage: memoryStorage(),
    multiInstance: false,
  });
  const unsentBackups = new UnsentBackups(await opfsCopy('opfs'), await Ledger.open(store));

  expect(await unsentBackups.reconcile(store)).toBe(2);

  expect((await store.of('sales').all()).map(each => each.id)).toEqual(['sale-0002', 'sale-0003']);
  expect(files.size).toBe(3);
});
