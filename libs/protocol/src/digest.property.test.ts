import { fc, test } from '@fast-check/vitest';
import { canonicalJson } from '@tidemark/schema';
import { expect } from 'vitest';
import {
  bucketCount,
  bucketDigests,
  bucketOf,
  emptyDigest,
  equalDigests,
  FoldedDigest,
  joinDigests,
  withDocument,
} from './digest.ts';
import { revOf } from './rev.ts';

const entry = fc.record({ id: fc.string({ minLength: 1 }), rev: fc.stringMatching(/^[0-9a-f]{16}$/) });
const entries = fc.uniqueArray(entry, { selector: each => each.id });

function digestOf(list: readonly { id: string; rev: string }[]) {
  return list.reduce((digest, { id, rev }) => withDocument(digest, id, rev), emptyDigest);
}

test.prop([entries, fc.infiniteStream(fc.nat())])(
  '[P4] the order of documents does not matter',
  (list, random) => {
    const shuffled = list.map(each => ({ each, key: random.next().value })).sort((a, b) => a.key - b.key);

    expect(digestOf(shuffled.map(({ each }) => each))).toEqual(digestOf(list));
  },
);

test.prop([entries, entry])('[P4] taking a document away undoes adding it', (list, { id, rev }) => {
  const folded = new FoldedDigest(digestOf(list));

  folded.add(id, rev);
  expect(folded.digest()).toEqual(withDocument(digestOf(list), id, rev));
  folded.remove(id, rev);
  expect(folded.digest()).toEqual(digestOf(list));
});

test.prop([entries])('[P5] the buckets together are the whole', list => {
  const buckets = bucketDigests(list);

  expect(buckets).toHaveLength(bucketCount);
  expect(buckets.reduce(joinDigests, emptyDigest)).toEqual(digestOf(list));
});

test.prop([fc.uniqueArray(entry, { selector: each => each.id, minLength: 1 }), fc.nat()])(
  '[P6] one missing, one changed or one extra document is seen, in its own bucket',
  (list, pick) => {
    const victim = list[pick % list.length]!;
    const without = list.filter(each => each !== victim);
    const changed = [
      ...without,
      { ...victim, rev: victim.rev.startsWith('0') ? `1${victim.rev.slice(1)}` : `0${victim.rev.slice(1)}` },
    ];

    expect(equalDigests(digestOf(list), digestOf(without))).toBe(false);
    expect(equalDigests(digestOf(list), digestOf(changed))).toBe(false);
    const differing = bucketDigests(list).flatMap((digest, n) =>
      equalDigests(digest, bucketDigests(changed)[n]!) ? [] : [n],
    );
    expect(differing).toEqual([bucketOf(victim.id)]);
  },
);

test('[P6] no two of 200,000 similar documents share a rev', () => {
  const seen = new Set<string>();
  for (let n = 0; n < 200_000; n++) seen.add(revOf({ id: String(n), price: n } as { id: string }));

  expect(seen.size).toBe(200_000);
});

test.prop([fc.dictionary(fc.string(), fc.jsonValue())])(
  '[P7] the order of keys does not matter to content',
  value => {
    const reversed = Object.fromEntries(Object.entries(value).reverse());

    expect(canonicalJson(reversed)).toBe(canonicalJson(value));
  },
);

test('[P7] rev covers content and deletion, not itself or the database’s own fields', () => {
  const tea = { id: '1', title: 'Tea' };

  expect(revOf({ ...tea, rev: 'x', _meta: { lwt: 1 }, _rev: '1-a', _deleted: false } as typeof tea)).toBe(
    revOf(tea),
  );
  expect(revOf({ ...tea, _deleted: true } as typeof tea)).not.toBe(revOf(tea));
  expect(revOf({ ...tea, title: 'Teas' } as typeof tea)).not.toBe(revOf(tea));
});
