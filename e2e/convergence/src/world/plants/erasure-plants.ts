import type { Records } from '@tidemark/mirror';
import { bucketOf, entryHash, formatHash, parseHash, xorHash, type Digest } from '@tidemark/protocol';
import { recordNames, type RecordName, type Sale } from '@tidemark/schema';
import { judging } from './journal-plants.ts';
import { honest, over, type Plant } from './plant.ts';

/** Rules of erasure, and of the window of the proof, broken on purpose. */
export const erasurePlants: readonly Plant[] = [
  // The server takes an erased customer's details back from a till that still has them.
  judging('redacted-back', judge => (pushed, current, facts) => {
    const { details } = pushed as Partial<Sale>;
    const known = current as Sale | undefined;
    if (known?.details === null && details)
      return { kind: 'conflict', document: { ...known, details }, changed: true };
    return judge(pushed, current, facts, false);
  }),
  {
    ...honest,
    name: 'erasure-unvouched',
    privacy: privacy => over(privacy, { redactionRecords: async () => [] }),
  },
  digestWindow(),
];

interface Entry {
  readonly id: string;
  readonly rev: string;
}

/** The server's digests include records that have left the tills. */
function digestWindow(): Plant {
  const left = new Map<RecordName, Map<string, Entry>>();
  const among = (name: RecordName) => [...(left.get(name)?.values() ?? [])];
  return {
    ...honest,
    name: 'digest-window',
    begin: () => left.clear(),
    records: records =>
      over(records, {
        async retire(shop, before, now, limit) {
          const held = await heldIn(records, shop);
          const count = await records.retire(shop, before, now, limit);
          const still = await heldIn(records, shop);
          for (const name of recordNames) {
            const gone = [...held[name]].filter(([id]) => !still[name].has(id));
            left.set(name, new Map([...(left.get(name) ?? []), ...gone]));
          }
          return count;
        },
        async changesAfter(shop, collection, scope, from, limit) {
          const page = await records.changesAfter(shop, collection, scope, from, limit);
          return page.digest ? { ...page, digest: withEntries(page.digest, among(collection)) } : page;
        },
        async digest(shop, collection, scope) {
          const digest = await records.digest(shop, collection, scope);
          const buckets = digest.buckets.map((each, bucket) =>
            withEntries(
              each,
              among(collection).filter(({ id }) => bucketOf(id) === bucket),
            ),
          );
          return { ...digest, buckets };
        },
      }),
  };
}

async function heldIn(records: Records, shop: string): Promise<Record<RecordName, Map<string, Entry>>> {
  const held = {} as Record<RecordName, Map<string, Entry>>;
  for (const name of recordNames) {
    const { documents } = await records.changesAfter(shop, name, '', undefined, 100_000);
    const living = documents
      .map(text => JSON.parse(text) as Entry & { readonly _deleted: boolean })
      .filter(each => !each._deleted);
    held[name] = new Map(living.map(({ id, rev }) => [id, { id, rev }]));
  }
  return held;
}

function withEntries({ count, hash }: Digest, entries: readonly Entry[]): Digest {
  const sum = entries.reduce((hashes, { id, rev }) => xorHash(hashes, entryHash(id, rev)), parseHash(hash));
  return { count: count + entries.length, hash: formatHash(sum) };
}
