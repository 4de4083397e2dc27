import { aProduct, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { openSqliteMirror } from '../sqlite/open.ts';
import { StoreError } from '../contract/store-error.ts';

const shop = 'a.myshopify.com';

/** A store on a disk that refuses writes while `refuses` is set. */
async function onFaultyDisk(settleMs: number) {
  const disk = { refuses: false, asked: 0 };
  const store = await openSqliteMirror({
    file: ':memory:',
    newEpoch: () => 'e1',
    settleMs,
    durable: () => ({
      committed: async () => {
        disk.asked++;
        if (disk.refuses) throw new StoreError('unwritable', ':memory:', 'the disk does not keep it');
      },
      [Symbol.asyncDispose]: async () => undefined,
    }),
  });
  const heard: string[] = [];
  store.mirror.onCommit(({ collection }) => heard.push(collection));
  store.records.onCommit(({ collection }) => heard.push(collection));
  const change = (id: string) => {
    const read = {
      kind: 'present',
      document: aProduct({ id }),
      scope: '',
      sourceUpdatedAt: 1,
      readAt: 1,
    } as const;
    return store.mirror.commit(shop, 'products', [read]);
  };
  const sale = aSale({
    submission: { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 },
  });
  const sell = () =>
    store.records.store(
      shop,
      'sales',
      [{ ...sale, _deleted: false }],
      (_row, stored) => ({ kind: 'accept', document: sale, changed: !stored }),
      0,
    );
  return { store, disk, heard, change, sell };
}

const anHour = 3_600_000;

test('[M25] what is there for readers alone is told to nobody as stored, however often it is written', async () => {
  const { store, disk, heard, change, sell } = await onFaultyDisk(anHour);
  await using _store = store;
  disk.refuses = true;

  for (const write of [() => change('1'), sell]) {
    await expect(write()).rejects.toMatchObject({ kind: 'unwritable' });
    await expect(write()).rejects.toMatchObject({ kind: 'unwritable' });
  }

  expect(heard).toEqual([]);
  expect(store.trouble()?.kind).toBe('unwritable');
  // Tills read on.
  expect((await store.mirror.heads(shop, '1')).products).toEqual({ epoch: 'e1', seq: 1 });
});

test('[M25] news of a refused commit is told once, when the disk keeps it with whichever write', async () => {
  const { store, disk, heard, change, sell } = await onFaultyDisk(anHour);
  await using _store = store;
  disk.refuses = true;
  await expect(change('1')).rejects.toThrow();
  await expect(change('1')).rejects.toThrow();
  await expect(sell()).rejects.toThrow();

  disk.refuses = false;
  expect(await sell()).toEqual([{ outcome: 'accepted', id: 'sale-0001' }]);

  expect(heard.toSorted()).toEqual(['products', 'sales']);
  expect(store.trouble()).toBeUndefined();
  expect(await change('1')).toMatchObject({ changed: 0, unchanged: 1 });
  expect(heard).toHaveLength(2);
});

test('[M25] the disk is asked again without anybody writing', async () => {
  const { store, disk, heard, change } = await onFaultyDisk(5);
  await using _store = store;
  disk.refuses = true;
  await expect(change('1')).rejects.toThrow();
  const { asked } = disk;
  await until(() => disk.asked > asked + 1);
  expect(heard).toEqual([]);

  disk.refuses = false;
  await until(() => heard.length > 0);

  expect(heard).toEqual(['products']);
  expect(store.trouble()).toBeUndefined();
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 2));
}
