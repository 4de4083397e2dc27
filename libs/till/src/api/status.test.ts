import type { StatusResponse } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import {
  beginFilling,
  initialStatus,
  withFillingTotals,
  withoutFirstFilling,
  withoutSync,
  withProgress,
} from './status.ts';

const server = (importing: boolean) =>
  ({
    importing,
    collections: { settings: { mirror: 1 }, products: { mirror: 300 }, orders: { mirror: 0 } },
  }) as unknown as StatusResponse;

test('progress of each collection is of how many the mirror has of it, whenever that is learnt', () => {
  const begun = withProgress(beginFilling(initialStatus), 'first', 'settings', 1);
  expect(begun.filling?.progress).toEqual({ collection: 'settings', done: 1, total: undefined });

  const known = withFillingTotals(begun, server(false));
  expect(known.filling?.progress).toEqual({ collection: 'settings', done: 1, total: 1 });
  const products = withProgress(withProgress(known, 'first', 'products', 100), 'first', 'products', 50);
  expect(products.filling?.progress).toEqual({ collection: 'products', done: 150, total: 300 });
  expect(withProgress(products, 'first', 'orders', 0).filling?.progress.total).toBe(0);
});

test('a mirror that is being imported says of no collection how many there will be', () => {
  const filling = withFillingTotals(beginFilling(initialStatus), server(true));

  expect(withProgress(filling, 'first', 'products', 7).filling?.progress.total).toBeUndefined();
});

test('what is read live beside a rebuild is no progress of it', () => {
  const filling = beginFilling(initialStatus);

  expect(withProgress(filling, 'rebuild', 'products', 7)).toBe(filling);
});

test('where nothing is filled there is no progress', () => {
  expect(withProgress(initialStatus, 'first', 'products', 7)).toBe(initialStatus);
  expect(withFillingTotals(initialStatus, server(false))).toBe(initialStatus);
});

test('of two syncs of one kind, one that ends leaves the other', () => {
  const syncing = { ...initialStatus, syncing: ['manual', 'login', 'manual'] as const };

  expect(withoutSync(syncing, 'manual').syncing).toEqual(['login', 'manual']);
  expect(withoutSync(syncing, 'interval')).toBe(syncing);
});

test('the end of a first filling is no end of a rebuild', () => {
  const { filling } = beginFilling(initialStatus);
  const rebuilding = { ...initialStatus, filling: filling && { ...filling, kind: 'rebuild' as const } };

  expect(withoutFirstFilling(beginFilling(initialStatus)).filling).toBeUndefined();
  expect(withoutFirstFilling(rebuilding)).toBe(rebuilding);
});
