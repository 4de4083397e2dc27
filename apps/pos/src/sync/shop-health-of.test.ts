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
