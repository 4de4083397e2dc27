import type { StatusResponse } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { collectionTitles } from './collection-titles.ts';
import { shopHealthOf } from './shop-health-of.ts';

function server(unreadable: StatusResponse['unreadable'], quarantined: number): StatusResponse {
  return {
    ...{ version: 'test', readAt: null, shopifyReachable: true, servedVersion: null, importing: null },
    ...{ quarantined, unreadable, collections: {}, audit: null, auditing: false },
    webhooks: { expected: true, lost: 0, parked: 0, topics: [], neverArrived: {} },
  } as unknown as StatusResponse;
}

test('what cannot be read is named with its reason; the rest is counted', () => {
  const one = {
    collection: 'products',
    id: '5',
    reason: '“Old Dollar Price”: 19.99 has more than 0 decimals',
  } as const;

  expect(shopHealthOf(server([one], 1), collectionTitles).alarms).toEqual([
    'Cannot be read, so what was known before stays: Products, 5: “Old Dollar Price”: 19.99 has more than 0 decimals',
  ]);
  const many = Array.from({ length: 100 }, (_, n) => ({ ...one, id: String(n) }));
  const { alarms } = shopHealthOf(server(many, 250), collectionTitles);
  expect(alarms).toHaveLength(11);
  expect(alarms.at(-1)).toBe('240 more documents cannot be read.');
  // An older server names none.
  expect(shopHealthOf(server(undefined, 2), collectionTitles).alarms).toEqual([
    '2 documents cannot be read.',
  ]);
});

test('what is wrong with the journals of tills is said, and nothing where nothing is', () => {
  const said = (journal: StatusResponse['journal']) =>
    shopHealthOf({ ...server(undefined, 0), journal }, collectionTitles).alarms;

  expect(said(undefined)).toEqual([]);
  expect(said({ gaps: 0, forks: 0, flawed: 0 })).toEqual([]);
  expect(said({ gaps: 1, forks: 2, flawed: 3 })).toEqual([
    '3 sales are held back: something is wrong with them. Menu > Sales says what.',
    'Records are missing in the journal of 1 till. Open that till, so that it sends them.',
    '2 records have the number of another: a till’s data was copied to another device.',
  ]);
});
