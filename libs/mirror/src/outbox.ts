import { inventoryLevelId, type PromiseName, type Sale, type Submitted } from '@tidemark/schema';
import { lastReceiptNumber } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from './chunks.ts';
import { customersOf, editsAmong, nameCustomers } from './edit-order.ts';
import { effectsOf } from './level-rule.ts';
import type { PromiseKey } from './promises.ts';
import type { Tables } from './tables.ts';

export interface OutboxPlace {
  readonly shop: string;
  readonly collection: PromiseName;
}

/** How a promise's submission stands in the outbox; undefined where it has no business there. */
export function outboxRow({
  submission,
}: Submitted): { readonly stage: 'submit' | 'read'; readonly not_before: number } | undefined {
  switch (submission?.state) {
    case 'waiting':
      return { stage: 'submit', not_before: submission.notBefore };
    case 'accepted':
    case 'refused':
      return { stage: 'read', not_before: 0 };
    default:
      return undefined;
  }
}

/** Puts a promise where its submission says it belongs, in nobody's hands, and counts it there. */
export async function placeInOutbox(
  trx: Transaction<Tables>,
  { shop, collection }: OutboxPlace,
  documents: readonly Submitted[],
  storedAt: number,
  place: number,
): Promise<void> {
  const placed = documents.filter(each => outboxRow(each) !== undefined);
  const edits = editsAmong(collection, documents);
  const whom = edits.length > 0 ? await customersOf(trx, shop, edits) : undefined;
  const rows = documents.flatMap((document, n) => {
    const row = outboxRow(document);
    if (!row) return [];
    const key = { shop, collection, id: document.id };
    const about = whom?.get(document.id) ?? '';
    return [{ ...key, ...row, leased_until: 0, stored_at: storedAt, place: place + n, about }];
  });
  for (const part of chunks(rows, 100))
    await trx
      .insertInto('outbox')
      .values(part)
      .onConflict(conflict =>
        conflict.columns(['shop', 'collection', 'id']).doUpdateSet(eb => ({
          stage: eb.ref('excluded.stage'),
          not_before: eb.ref('excluded.not_before'),
          leased_until: 0,
          about: eb.ref('excluded.about'),
        })),
      )
      .execute();
  if (edits.length > 0) await nameCustomers(trx, shop, edits);
  const levels = placed.flatMap(document =>
    effectsOf(collection, document).map(each => ({
      shop,
      level_id: inventoryLevelId(each.inventoryItemId, each.locationId),
      collection,
      id: document.id,
    })),
  );
  for (const part of chunks(levels, 200))
    await trx
      .insertInto('outbox_level')
      .values(part)
      .onConflict(conflict => conflict.doNothing())
      .execute();
  await countWays(trx, { shop, collection }, documents);
}

/** Their effects are in what is stored, so nobody asks for them any more. */
export async function leaveOutbox(
  trx: Transaction<Tables>,
  shop: string,
  keys: readonly PromiseKey[],
): Promise<void> {
  for (const collection of new Set(keys.map(each => each.collection))) {
    const ids = keys.filter(each => each.collection === collection).map(each => each.id);
    for (const part of chunks(ids, 500)) {
      const gone = await trx
        .deleteFrom('outbox')
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('stage', '=', 'read')
        .where('id', 'in', part)
        .returning('id')
        .execute();
      if (gone.length === 0) continue;
      await trx
        .deleteFrom('outbox_level')
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where(
          'id',
          'in',
          gone.map(each => each.id),
        )
        .execute();
    }
  }
}

async function countWays(
  trx: Transaction<Tables>,
  { shop, collection }: OutboxPlace,
  documents: readonly Submitted[],
): Promise<void> {
  const rows = documents.map(({ id, createdAt, submission }) => ({
    shop,
    collection,
    id,
    state: submission?.state ?? 'waiting',
    marked: isMarked(submission) ? 1 : 0,
    created_at: createdAt,
  }));
  for (const part of chunks(rows, 100))
    await trx
      .insertInto('way')
      .values(part)
      .onConflict(conflict =>
        conflict
          .columns(['shop', 'collection', 'id'])
          .doUpdateSet(eb => ({ state: eb.ref('excluded.state'), marked: eb.ref('excluded.marked') })),
      )
      .execute();
}

function isMarked(submission: Submitted['submission']): boolean {
  if (submission?.state !== 'accepted') return false;
  if ('differences' in submission) return submission.differences.length > 0;
  return 'overruled' in submission && submission.overruled.length > 0;
}

/** Remembers the highest receipt number of each till and prefix. */
export async function keepReceipts(
  trx: Transaction<Tables>,
  shop: string,
  sales: readonly Sale[],
): Promise<void> {
  const groups = new Map<string, Sale[]>();
  for (const sale of sales) {
    const key = `${sale.tillId} ${prefixOf(sale.receiptNumber)}`;
    groups.set(key, [...(groups.get(key) ?? []), sale]);
  }
  for (const [first, ...others] of groups.values()) {
    if (!first) continue;
    const [till_id, prefix] = [first.tillId, prefixOf(first.receiptNumber)];
    const row = await trx
      .selectFrom('receipt')
      .select('last')
      .where('shop', '=', shop)
      .where('till_id', '=', till_id)
      .where('prefix', '=', prefix)
      .executeTakeFirst();
    const numbers = [first, ...others].map(each => each.receiptNumber);
    const last = lastReceiptNumber(prefix, row ? [row.last, ...numbers] : numbers) ?? first.receiptNumber;
    await trx
      .insertInto('receipt')
      .values({ shop, till_id, prefix, last })
      .onConflict(conflict => conflict.columns(['shop', 'till_id', 'prefix']).doUpdateSet({ last }))
      .execute();
  }
}

function prefixOf(receiptNumber: string): string {
  return receiptNumber.slice(0, receiptNumber.indexOf('-'));
}
