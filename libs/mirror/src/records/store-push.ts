import type { Checkpoint } from '@tidemark/protocol';
import { canonicalJson, type Cart, type RecordName, type Sale, type Submitted } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { erasedRows, isRedacted } from '../people/erased.ts';
import type { Redactions } from '../people/redactions.ts';
import { takeBack } from '../damage/set-aside.ts';
import type { JudgeRow, PushedState, RowOutcome } from '../contract/records.ts';
import type { Tables } from '../tables.ts';
import { giveTurn } from '../statements/turns.ts';
import { newForks, redactionsOf, type ErasedArrivals } from './erased-arrivals.ts';
import { keepForks, noteInJournals } from './journal-rows.ts';
import { JudgedBatch, type Changed, type RefusedFork } from './judged-batch.ts';
import { keepReceipts, placeInOutbox } from './outbox.ts';
import { bringBack, readRetired, rewriteRetired, type RetiredRecords } from './retired-rows.ts';
import { gatherFacts, type FactsOfSales } from './sale-facts.ts';
import { forgetSettled, noteEndedCarts } from './settled-rows.ts';
import { readRecordRows, writeRecords, type StoredRecord, type StoredRecords } from './write-records.ts';

/** A batch that a till pushed. */
export interface Push {
  readonly shop: string;
  readonly collection: RecordName;
  readonly rows: readonly PushedState[];
  readonly judge: JudgeRow;
  readonly storedAt: number;
}

/** The results of pushes of one collection that were stored together. */
export interface StoredPushes {
  /** For each push, the outcome of each of its rows. */
  readonly outcomes: readonly (readonly RowOutcome[])[];
  readonly isChange: boolean;
}

/** What was stored before a batch, those of its records included that have left the tills. */
interface Before extends StoredRecords {
  readonly retired: RetiredRecords;
}

/** Where pushes are stored; `head` is the shop's newest place before. */
interface PushPlace {
  readonly shop: string;
  readonly collection: RecordName;
  readonly head: Checkpoint;
}

/**
 * Judges and stores pushes of one shop's collection within the caller's transaction, one after the other: a row is
 * judged against the state that all rows before it leave, those of earlier pushes included ([O1]). All rows are read at
 * once and written at once, since a statement for forty tills' sales takes little longer than one for a single sale.
 * `head` is the shop's newest place before.
 */
export async function storePushes(
  trx: Transaction<Tables>,
  pushes: readonly Push[],
  head: Checkpoint,
  redactions: Redactions,
): Promise<StoredPushes> {
  const [first] = pushes;
  if (!first) return { outcomes: [], isChange: false };
  const place: PushPlace = { shop: first.shop, collection: first.collection, head };
  const ids = pushes.flatMap(({ rows }) => rows.map(each => each.id));
  // A damaged record counts as not stored: its till brings it back ([O15]).
  const stored = await readRecordRows(trx, place.shop, place.collection, ids);
  const unknown = ids.filter(id => !stored.whole.has(id));
  const retired = await readRetired(trx, place.shop, place.collection, unknown);
  const before = { ...stored, retired };
  const all = pushes.flatMap(each => each.rows);
  const erased = await erasedRows(trx, place.shop, place.collection, all);
  const batch = new JudgedBatch(before, await factsOf(trx, place, pushes, before), erased);
  // Judging and hashing a document takes time: a long list lets the event loop run in between ([M21]).
  const outcomes: RowOutcome[][] = [];
  for (const { rows, judge, storedAt } of pushes) {
    const own: RowOutcome[] = [];
    for (const row of rows) {
      await giveTurn();
      own.push(batch.judge(row, judge, storedAt));
    }
    outcomes.push(own);
  }
  if (batch.changed.length > 0) await writeBatch(trx, place, batch.changed, before);
  await rewriteRetired(trx, place.shop, place.collection, [...batch.retired.values()]);
  await noteErased(trx, place, { before, batch, erased, storedAt: first.storedAt }, redactions);
  const lost = await keepForks(trx, place.shop, batch.forks);
  return { outcomes: withoutRoom(outcomes, lost), isChange: batch.changed.length > 0 };
}

/** What pushes did, for the journal of the server. */
interface Done extends Pick<ErasedArrivals, 'erased' | 'storedAt'> {
  readonly before: Before;
  readonly batch: JudgedBatch;
}

/** [Y9] Says in the journal of the server which records are without personal data since. */
async function noteErased(
  trx: Transaction<Tables>,
  { shop, collection, head: { epoch } }: PushPlace,
  { before, batch, ...done }: Done,
  redactions: Redactions,
): Promise<void> {
  if (collection !== 'sales') return;
  const { whole, retired } = before;
  const changes = [...batch.changed.map(each => each.row.document), ...batch.retired.values()].map(
    after => [after, whole.get(after.id)?.document ?? retired.whole.get(after.id)] as const,
  );
  const erasedForks = batch.forks.map(each => each.row).filter(isRedacted);
  const forks = await newForks(trx, shop, erasedForks);
  for (const each of redactionsOf({ changes, forks, ...done }))
    await redactions.append(trx, { shop, epoch }, each);
}

/** The facts about the sales that are new; undefined if none is. */
async function factsOf(
  trx: Transaction<Tables>,
  { shop, collection, head }: PushPlace,
  pushes: readonly Push[],
  { whole, retired }: Before,
): Promise<FactsOfSales | undefined> {
  if (collection !== 'sales') return undefined;
  const isKnown = (id: string) => whole.has(id) || retired.whole.has(id);
  const fresh = pushes.flatMap(({ rows }) => rows.filter(each => !isKnown(each.id)));
  return fresh.length > 0 ? gatherFacts(trx, shop, head, fresh) : undefined;
}

async function writeBatch(
  trx: Transaction<Tables>,
  place: PushPlace,
  changed: readonly Changed[],
  { whole, damaged, retired }: Before,
): Promise<void> {
  const { shop, collection, head } = place;
  const rows = changed.map(each => each.row);
  await writeRecords(trx, place, rows, new Map([...whole, ...damaged]));
  const ids = new Set(rows.map(each => each.id));
  const back = [...damaged.keys()].filter(id => ids.has(id));
  await takeBack(trx, shop, collection, back);
  const again = [...retired.whole.keys(), ...retired.damaged].filter(id => ids.has(id));
  await bringBack(trx, shop, collection, again);
  const fresh = changed.filter(({ row }) => !whole.has(row.id));
  if (collection !== 'carts') {
    const placed = fresh.map(({ row, storedAt }) => ({ document: row.document as Submitted, storedAt }));
    await placeInOutbox(trx, { shop, collection }, placed, head.seq + 1);
    await placeRevised(trx, place, changed, whole);
  } else {
    await noteEndedCarts(
      trx,
      shop,
      changed.map(({ row, storedAt }) => ({ cart: row.document as Cart, changedAt: storedAt })),
    );
  }
  if (collection === 'sales') {
    const sales = fresh.map(({ row, storedAt }) => ({ document: row.document as Sale, storedAt }));
    await keepReceipts(
      trx,
      shop,
      sales.map(each => each.document),
    );
    await noteInJournals(trx, shop, sales);
  }
}

/**
 * A till may know effects of a stored sale that a restore of this store lost ([O22]), and whose it is ([O23]): what follows
 * from it has its place from now on.
 */
async function placeRevised(
  trx: Transaction<Tables>,
  { shop, collection, head }: PushPlace,
  changed: readonly Changed[],
  before: Before['whole'],
): Promise<void> {
  const livesOf = ({ document }: StoredRecord) => {
    const { submission = null, effects = [] } = document as Partial<Sale>;
    return canonicalJson({ submission, effects });
  };
  const revised = changed.filter(({ row }) => {
    const old = before.get(row.id);
    return old !== undefined && livesOf(old) !== livesOf(row);
  });
  if (revised.length === 0) return;
  const ids = revised.map(({ row }) => row.id);
  await forgetSettled(trx, shop, collection, ids);
  const placed = revised.map(({ row, storedAt }) => ({ document: row.document as Submitted, storedAt }));
  await placeInOutbox(trx, { shop, collection }, placed, head.seq + 1, 'stays');
}

/** Says of records that found no room that they are not kept. */
function withoutRoom(
  outcomes: readonly (readonly RowOutcome[])[],
  lost: readonly RefusedFork[],
): readonly (readonly RowOutcome[])[] {
  if (lost.length === 0) return outcomes;
  const told = new Set(lost.map(each => each.outcome));
  const message = 'another record has this number, and the server has no room to keep both';
  return outcomes.map(own => own.map(each => (told.has(each) ? { ...each, message } : each)) as RowOutcome[]);
}
