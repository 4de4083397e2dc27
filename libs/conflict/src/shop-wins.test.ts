import { fc, test } from '@fast-check/vitest';
import { collectionNames, recordNames } from '@tidemark/schema';
import { expect, test as example } from 'vitest';
import { owners } from './policy.ts';
import { isSameState, shopWins } from './shop-wins.ts';

const state = fc.record({ rev: fc.constantFrom('a', 'b'), _deleted: fc.boolean() });

test.prop([state, state])('[C1] in a cache the shop’s state stands', (shop, till) => {
  expect(shopWins(shop, till)).toBe(shop);
});

test.prop([state, state])('[C2] states are the same when rev and deletion are', (a, b) => {
  expect(isSameState(a, b)).toBe(a.rev === b.rev && a._deleted === b._deleted);
  expect(isSameState(a, b)).toBe(isSameState(b, a));
});

example('[C3] every collection has an owner', () => {
  expect(Object.keys(owners).sort()).toEqual([...collectionNames, ...recordNames].sort());
});
