import type { Checkpoint } from '@tidemark/protocol';
import type { Draft, RecordOf, Submitted } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import type { EraseRecord, Erased, ErasedCounts, Erasure } from '../contract/privacy.ts';
import { readWhole } from '../damage/whole-rows.ts';
import { commitChanges } from '../documents/commit.ts';
import { shopHead } from '../documents/places.ts';
import { writerTransaction, writing } from '../documents/shop-lock.ts';
import { placeInOutbox } from '../records/outbox.ts';
import { readRetired, rewriteRetired } from '../records/retired-rows.ts';
import { readRecordRows, recordRow, writeRecords } from '../records/write-records.ts';
import { chunks } from '../statements/chunks.ts';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';
import { eraseBesides } from './erase-besides.ts';
import { redact, type EraseParts, type Work } from './erase-work.ts';
import { isRedacted, keyOf, rememberErased, type ErasedKey } from './erased.ts';
import { findPerson, type PersonsDocuments } from './find-person.ts';

/** Documents of one transaction: other work gets its turn in between. */
const atOnce = 100;

/** The records that may name a customer. Edits come last: they tell under which ids a customer is known. */
const named = ['sales', 'carts', 'customerEdits'] as const;
type Named = (typeof named)[number];

/**
 * Erases a customer in many short transactions. Each may be the last of this process: what is left is found again, as a
 * document stays findable until it is erased.
 */
export async function eraseCustomer(
  parts: EraseParts,
  shop: string,
  erasure: Erasure,
  erase: EraseRecord,
): Promise<Erased> {
  const work = { ...parts, shop, erasure, erase };
  const found = await findAndRemember(work);
  const counts = { sales: 0, carts: 0, customerEdits: 0 };
  for (const collection of named)
    for (const ids of chunks([...found[collection]], atOnce))
      counts[collection] += await eraseRecords(work, collection, ids);
  let orders = 0;
  for (const ids of chunks([...found.orders], atOnce)) orders += await eraseOrders(work, ids);
  const customers = await eraseDocument(work);
  const others = await eraseBesides(work, found);
  const all: ErasedCounts = { ...counts, orders, customers, others };
  return { counts: all, orderIds: await mirroredOrders(parts.db, shop, [...found.orders]) };
}

/**
 * Finds all of a customer, and remembers that it is erased. What tills push meanwhile is erased on its way in as soon as
 * its customer is remembered; so it is looked for until a search finds nothing that was not remembered before it began.
 */
async function findAndRemember({ db, shop, erasure }: Work): Promise<PersonsDocuments> {
  const { customerId, orderIds, at } = erasure;
  const remembered = new Set<string>();
  const remember = async (keys: readonly ErasedKey[]) => {
    const fresh = keys.filter(each => !remembered.has(keyOf(each)));
    await writing(db, shop, each => rememberErased(each, shop, fresh, at));
    for (const each of fresh) remembered.add(keyOf(each));
    return fresh.length;
  };
  await remember([
    { what: 'customers', id: customerId },
    ...orderIds.map(id => ({ what: 'orders', id }) as const),
  ]);
  for (;;) {
    const found = await findPerson(db, shop, customerId, orderIds);
    if ((await remember(keysOf(found))) === 0) return found;
  }
}

function keysOf(found: PersonsDocuments): readonly ErasedKey[] {
  return [
    ...found.names.map(id => ({ what: 'customers', id }) as const),
    ...[...found.orders].map(id => ({ what: 'orders', id }) as const),
    ...[...found.sales].map(id => ({ what: 'sales', id }) as const),
    ...[...found.customerEdits].map(id => ({ what: 'customerEdits', id }) as const),
  ];
}

/** Erases records of one collection in one transaction; returns how many changed. */
function eraseRecords(work: Work, collection: Named, ids: readonly string[]): Promise<number> {
  const { db, shop, recordNews } = work;
  return recordNews.run(tell =>
    writerTransaction(db, shop, async trx => {
      const head = await shopHead(trx, shop, work.newEpoch);
      const { whole } = await readRecordRows(trx, shop, collection, ids);
      const retired = await eraseRetired(
        trx,
        work,
        collection,
        ids.filter(id => !whole.has(id)),
      );
      const changed = [...whole.values()].flatMap(stored => {
        const next = work.erase(collection, stored.document, work.erasure.at);
        return next === stored.document ? [] : [recordRow(next, stored.readAt)];
      });
      const redacted = [...changed.map(each => each.document), ...retired].filter(isRedacted);
      await redact(
        trx,
        work,
        head.epoch,
        redacted.map(({ id }) => id),
      );
      if (changed.length === 0) return retired.length;
      await writeRecords(trx, { shop, collection, head }, changed, whole);
      if (collection === 'customerEdits')
        await resolveEdits(
          trx,
          shop,
          changed.map(each => each.document as Submitted),
          head,
        );
      tell({ shop, collection });
      return changed.length + retired.length;
    }),
  );
}

/** Erases records that have left the tills: these are told nothing. Returns those that changed. */
async function eraseRetired(
  trx: Transaction<Tables>,
  { shop, erase, erasure }: Work,
  collection: Named,
  ids: readonly string[],
): Promise<readonly RecordOf[Named][]> {
  const { whole } = await readRetired(trx, shop, collection, ids);
  const changed = [...whole.values()].flatMap(document => {
    const next = erase(collection, document, erasure.at);
    return next === document ? [] : [next];
  });
  await rewriteRetired(trx, shop, collection, changed);
  return changed as readonly RecordOf[Named][];
}

/** Edits that were resolved leave the outbox: nothing of them is sent. */
async function resolveEdits(
  trx: Transaction<Tables>,
  shop: string,
  edits: readonly Submitted[],
  head: Checkpoint,
): Promise<void> {
  const resolved = edits.filter(each => each.submission?.state === 'resolved').map(each => each.id);
  await trx
    .deleteFrom('outbox')
    .where('shop', '=', shop)
    .where('collection', '=', 'customerEdits')
    .where('id', 'in', listed(resolved))
    .execute();
  const placed = edits.map(document => ({ document, storedAt: 0 }));
  const settled = placed.filter(({ document }) => document.submission?.state === 'resolved');
  await placeInOutbox(trx, { shop, collection: 'customerEdits' }, settled, head.seq + 1);
}

/** Commits mirrored orders again: the commit drops what was erased. Returns how many changed. */
function eraseOrders(work: Work, ids: readonly string[]): Promise<number> {
  const { db, shop, mirrorNews } = work;
  return mirrorNews.run(tell =>
    writerTransaction(db, shop, async trx => {
      const head = await shopHead(trx, shop, work.newEpoch);
      const rows = await livingRows(trx, shop, 'orders', ids);
      const changes = rows.flatMap(({ body, source_updated_at: sourceUpdatedAt, read_at: readAt }) => {
        const {
          _deleted,
          rev: _rev,
          ...document
        } = readWhole<{ _deleted: boolean; rev: string }>(body) ?? {};
        const draft = document as unknown as Draft;
        return draft.id
          ? [{ kind: 'present', document: draft, scope: '', sourceUpdatedAt, readAt } as const]
          : [];
      });
      const place = { shop, collection: 'orders', head } as const;
      const { result, scopes } = await commitChanges(trx, place, changes);
      if (result.changed > 0) tell({ shop, collection: 'orders', scopes });
      return result.changed;
    }),
  );
}

/** The customer leaves the mirror as by a deletion; returns whether it was there. */
function eraseDocument({ db, shop, newEpoch, mirrorNews, erasure }: Work): Promise<number> {
  return mirrorNews.run(tell =>
    writerTransaction(db, shop, async trx => {
      const id = erasure.customerId;
      const head = await shopHead(trx, shop, newEpoch);
      const [row] = await livingRows(trx, shop, 'customers', [id]);
      const at = Math.max(erasure.at, (row?.source_updated_at ?? 0) + 1);
      const gone = { kind: 'gone', id, scope: '', sourceUpdatedAt: at, readAt: at } as const;
      const { result, scopes } = await commitChanges(trx, { shop, collection: 'customers', head }, [gone]);
      if (result.changed > 0) tell({ shop, collection: 'customers', scopes });
      return row ? 1 : 0;
    }),
  );
}

async function mirroredOrders(
  db: Kysely<Tables>,
  shop: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const part of chunks(ids, 500))
    found.push(...(await livingRows(db, shop, 'orders', part)).map(row => row.id));
  return found;
}

function livingRows(
  db: Kysely<Tables>,
  shop: string,
  collection: 'orders' | 'customers',
  ids: readonly string[],
) {
  return db
    .selectFrom('document')
    .select(['id', 'body', 'source_updated_at', 'read_at'])
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('scope', '=', '')
    .where('id', 'in', listed(ids))
    .where('deleted', '=', 0)
    .execute();
}
