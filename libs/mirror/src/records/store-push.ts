import type { Checkpoint } from '@tidemark/protocol';
import type { RecordName, RecordOf, Sale, Submitted } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { keepReceipts, placeInOutbox } from './outbox.ts';
import type { JudgeRow, PushedState, RowOutcome } from '../contract/records.ts';
import { takeBack } from '../damage/set-aside.ts';
import type { Tables } from '../tables.ts';
import { giveTurn } from '../statements/turns.ts';
import { recordRow, readRecordRows, writeRecords, type StoredRecord } from './write-records.ts';

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

/** A document that the pushes changed, and when the push that changed it arrived. */
interface Changed {
  readonly row: StoredRecord;
  readonly storedAt: number;
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
): Promise<StoredPushes> {
  const [first] = pushes;
  if (!first) return { outcomes: [], isChange: false };
  const { shop, collection } = first;
  const ids = pushes.flatMap(({ rows }) => rows.map(each => each.id));
  // A damaged record counts as not stored: its till brings it back ([O15]).
  const { whole: before, damaged } = await readRecordRows(trx, shop, collection, ids);
  const after = new Map<string, Changed>();
  const outcomeOf = (row: PushedState, judge: JudgeRow, storedAt: number): RowOutcome => {
    const { id } = row;
    const current = after.get(id)?.row ?? before.get(id);
    const verdict = judge(row, current?.document);
    if (verdict.kind === 'refuse')
      return { outcome: 'refused', id, code: verdict.code, message: verdict.message };
    const isNews = verdict.changed || !current;
    const isKnownElsewhere = damaged.has(id) || hasSubmission(row);
    const document = !current && isKnownElsewhere ? asPerhapsSent(verdict.document) : verdict.document;
    const next = isNews ? recordRow(document, current?.readAt ?? storedAt) : current;
    if (isNews) {
      // The last changed comes last.
      after.delete(id);
      after.set(id, { row: next, storedAt });
    }
    if (verdict.kind === 'accept') return { outcome: 'accepted', id };
    return { outcome: 'conflict', id, document: { ...next.document, _deleted: false } };
  };
  // Judging and hashing a document takes time: a long list lets the event loop run in between ([M21]).
  const outcomes: RowOutcome[][] = [];
  for (const { rows, judge, storedAt } of pushes) {
    const own: RowOutcome[] = [];
    for (const row of rows) {
      await giveTurn();
      own.push(outcomeOf(row, judge, storedAt));
    }
    outcomes.push(own);
  }
  const changed = [...after.values()];
  if (changed.length === 0) return { outcomes, isChange: false };
  const rows = changed.map(each => each.row);
  await writeRecords(trx, { shop, collection, head }, rows, new Map([...before, ...damaged]));
  const back = [...damaged.keys()].filter(id => after.has(id));
  await takeBack(trx, shop, collection, back);
  const fresh = changed.filter(({ row }) => !before.has(row.id));
  if (collection !== 'carts') {
    const placed = fresh.map(({ row, storedAt }) => ({ document: row.document as Submitted, storedAt }));
    await placeInOutbox(trx, { shop, collection }, placed, head.seq + 1);
  }
  if (collection === 'sales') {
    const sales = fresh.map(each => each.row.document as Sale);
    await keepReceipts(trx, shop, sales);
  }
  return { outcomes, isChange: true };
}

/** Whether the till knows that the record was stored: then this store lost it ([O12]). */
function hasSubmission(pushed: PushedState & { readonly submission?: Submitted['submission'] }): boolean {
  return Boolean(pushed.submission);
}

/** Marks a record as one that may have been sent: it is looked up in Shopify before it is sent ([O12], [O15]). */
function asPerhapsSent(document: RecordOf[RecordName]): RecordOf[RecordName] {
  if (!('submission' in document) || document.submission?.state !== 'waiting') return document;
  return { ...document, submission: { ...document.submission, attempts: 1, unanswered: 1 } };
}
