import { openSqliteMirror, type Change, type Mirror } from '@tidemark/mirror';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { over } from '../plants/plant.ts';
import { ReadOrder } from './read-order.ts';

const shop = 'world.myshopify.com';

const shown = (title: string, sourceUpdatedAt: number, readAt: number): Change => {
  return { kind: 'present', document: aProduct({ title }), scope: '', sourceUpdatedAt, readAt };
};
const id = aProduct().id;
const retired = (readAt: number): Change => ({ kind: 'retired', id, scope: '', readAt });
const deleted = (readAt: number): Change => ({ kind: 'gone', id, scope: '', sourceUpdatedAt: 9_000, readAt });

/** What the watch finds in these commits, in order, to a mirror as it is, or one that takes each read as the latest. */
async function failuresOf(changes: readonly Change[], isBlind = false): Promise<readonly string[]> {
  await using store = await openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
  const order = new ReadOrder();
  let readAt = 1_000_000;
  const blind: Mirror = over(store.mirror, {
    commit: (of, collection, news) =>
      store.mirror.commit(
        of,
        collection,
        news.map(each => ({ ...each, readAt: ++readAt })),
      ),
  });
  const mirror = order.over(isBlind ? blind : store.mirror);
  for (const each of changes) await mirror.commit(shop, 'products', [each]);
  return order.failures;
}

const wrong = {
  'one that an older read retires': [shown('A', 1_000, 20), retired(10)],
  'one that an older read retires after a later one showed the same': [
    shown('A', 1_000, 10),
    shown('A', 1_000, 30),
    retired(20),
  ],
  'one that an older read of the same second replaces': [shown('A', 1_000, 20), shown('B', 1_000, 10)],
  'a retired one that an older read brings back': [shown('A', 1_000, 10), retired(30), shown('A', 1_000, 20)],
};

test.each(Object.entries(wrong))('[W11] notices %s', async (_what, changes) => {
  expect(await failuresOf(changes, true)).toHaveLength(1);
});

test.each(Object.entries(wrong))('[M3] [M15] a mirror leaves alone %s', async (_what, changes) => {
  expect(await failuresOf(changes)).toEqual([]);
});

test.each([
  ['by its times an older read shows the newer state', [shown('A', 1_000, 20), shown('B', 2_000, 10)]],
  ['Shopify says that it was deleted', [shown('A', 1_000, 20), deleted(10)]],
  ['it was retired by a later read', [shown('A', 1_000, 20), retired(30), shown('A', 1_000, 40)]],
])('[W11] is silent where %s', async (_what, changes) => {
  expect(await failuresOf(changes)).toEqual([]);
  expect(await failuresOf(changes, true)).toEqual([]);
});
