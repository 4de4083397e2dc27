import type { Checkpoint } from '@tidemark/protocol';
import type { PromiseName, PromiseOf, Sale, Submitted } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { keepReceipts, placeInOutbox } from './outbox.ts';
import type { JudgeRow, PushedState, RowOutcome } from './promises.ts';
import { takeBack } from './set-aside.ts';
import type { Tables } from './tables.ts';
import { promiseRow, readPromiseRows, writePromises, type StoredPromise } from './write-promises.ts';

/** A batch that a till sent. */
export interface Push {
  readonly shop: string;
  readonly collection: PromiseName;
  readonly rows: readonly PushedState[];
  readonly judge: JudgeRow;
  readonly storedAt: number;
}

export interface StoredPush {
  readonly outcomes: readonly RowOutcome[];
  readonly isChange: boolean;
}

/** Judges and stores a batch within the caller's transaction. `head` is where the shop's history stands before. */
export async function storePush(
  trx: Transaction<Tables>,
  { shop, collection, rows, judge, storedAt }: Push,
  head: Checkpoint,
): Promise<StoredPush> {
  const ids = rows.map(each => each.id);
  // What is stored of a damaged one is nothing: its till brings it back ([O15]).
  const { whole: before, damaged } = await readPromiseRows(trx, shop, collection, ids);
  const after = new Map<string, StoredPromise>();
  const outcomes = rows.map((row): RowOutcome => {
    const { id } = row;
    const current = after.get(id) ?? before.get(id);
    const verdict = judge(row, current?.document);
    if (verdict.kind === 'refuse')
      return { outcome: 'refused', id, code: verdict.code, message: verdict.message };
    const isNews = verdict.changed || !current;
    const isKnownElsewhere = damaged.has(id) || hasSubmission(row);
    const document = !current && isKnownElsewhere ? asPerhapsSent(verdict.document) : verdict.document;
    const next = isNews ? promiseRow(document, current?.readAt ?? storedAt) : current;
    if (isNews) {
      // Last changed, last in order.
      after.delete(id);
      after.set(id, next);
    }
    if (verdict.kind === 'accept') return { outcome: 'accepted', id };
    return { outcome: 'conflict', id, document: { ...next.document, _deleted: false } };
  });
  const changed = [...after.values()];
  if (changed.length > 0) {
    await writePromises(trx, { shop, collection, head }, changed, new Map([...before, ...damaged]));
    await takeBack(
      trx,
      shop,
      collection,
      [...damaged.keys()].filter(id => after.has(id)),
    );
  }
  const fresh = changed.filter(each => !before.has(each.id)).map(each => each.document);
  if (collection !== 'carts')
    await placeInOutbox(trx, { shop, collection }, fresh as Submitted[], storedAt, head.seq + 1);
  if (collection === 'sales') await keepReceipts(trx, shop, fresh as Sale[]);
  return { outcomes, isChange: changed.length > 0 };
}

/** Whether its till knows that it was stored: then this store lost it ([O12]). */
function hasSubmission(pushed: PushedState & { readonly submission?: Submitted['submission'] }): boolean {
  return Boolean(pushed.submission);
}

/** Nobody knows what became of it before: it is looked up before it is sent ([O12], [O15]). */
function asPerhapsSent(document: PromiseOf[PromiseName]): PromiseOf[PromiseName] {
  if (!('submission' in document) || document.submission?.state !== 'waiting') return document;
  return { ...document, submission: { ...document.submission, attempts: 1, unanswered: 1 } };
}
