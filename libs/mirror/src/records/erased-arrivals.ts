import type { RecordName, RecordOf, Sale } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import type { PushedState } from '../contract/records.ts';
import { isRedacted } from '../people/erased.ts';
import type { Redacting } from '../people/redactions.ts';
import { chunks } from '../statements/chunks.ts';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';

type AnyRecord = RecordOf[RecordName];

/** Records without personal data that pushes brought, or left so. */
export interface ErasedArrivals {
  /** What the pushes changed, and what was stored of it before. */
  readonly changes: readonly (readonly [after: AnyRecord, before: AnyRecord | undefined])[];
  /** New records beside those that have their numbers. */
  readonly forks: readonly PushedState[];
  /** The pushed rows whose customers had been erased. */
  readonly erased: ReadonlySet<PushedState>;
  readonly storedAt: number;
}

/** [Y9] What the journal of the server has to say of pushes: which records are without personal data since. */
export function redactionsOf({ changes, forks, erased, storedAt }: ErasedArrivals): readonly Redacting[] {
  const late = new Set([...erased].filter(each => (each as Partial<Sale>).details).map(({ id }) => id));
  const ids = [
    ...changes
      .filter(([after, before]) => isRedacted(after) && !(before && isRedacted(before)))
      .map(([{ id }]) => id),
    ...forks.filter(isRedacted).map(({ id }) => id),
  ];
  const groups = Map.groupBy(ids, id => (late.has(id) ? 'late-copy' : 'came-erased'));
  return [...groups].map(([reason, own]) => ({ ids: own, reason, at: storedAt }));
}

/** Those of these records that are not yet kept beside others. */
export async function newForks(
  trx: Transaction<Tables>,
  shop: string,
  forks: readonly PushedState[],
): Promise<readonly PushedState[]> {
  const keyOf = (id: string, hash: string | undefined) => `${id} ${hash}`;
  const known = new Set<string>();
  for (const part of chunks(forks, 500)) {
    const rows = await trx
      .selectFrom('journal_fork')
      .select(['id', 'hash'])
      .where('shop', '=', shop)
      .where('id', 'in', listed(part.map(({ id }) => id)))
      .execute();
    for (const { id, hash } of rows) known.add(keyOf(id, hash));
  }
  return forks.filter(each => !known.has(keyOf(each.id, (each as Partial<Sale>).journal?.hash)));
}
