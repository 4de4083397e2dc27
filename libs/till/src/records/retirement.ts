import type { Cart, RecordName, Sale } from '@tidemark/schema';
import { contentHash, type Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import type { RecordDocument } from './record-schemas.ts';
import type { StoredCollection } from './stored-collection.ts';

/** What leaves a till, and where it is. */
export interface Leaving {
  readonly name: RecordName;
  readonly collection: StoredCollection<RecordDocument>;
  readonly ledger: Ledger;
}

/**
 * Removes records that the server's tombstones name ([T90]). What is unsent here stays: it is pushed, and the answer
 * decides. Answers which left.
 */
export function removeRetired(leaving: Leaving, ids: readonly string[]): Promise<readonly string[]> {
  const { name, ledger } = leaving;
  return removeThose(leaving, ids, stored => ledger.isAcknowledged(name, stored));
}

/**
 * Removes records of which the server said, when they were pushed, that they have left the tills ([T91]). A cart that
 * changed since it was sent stays, and is sent again.
 */
export function removeSent(leaving: Leaving, sent: readonly RecordDocument[]): Promise<readonly string[]> {
  const said = new Map(sent.map(each => [each.id, each]));
  return removeThose(leaving, [...said.keys()], stored =>
    isAsSent(leaving.name, stored, said.get(stored.id)),
  );
}

async function removeThose(
  { name, collection, ledger }: Leaving,
  ids: readonly string[],
  mayGo: (stored: RecordDocument) => boolean,
): Promise<readonly string[]> {
  const held = ids.filter(id => {
    const document = ledger.document(name, id);
    return document !== undefined && mayGo(document);
  });
  if (held.length === 0) return [];
  if (name === 'sales') await noteLast(ledger, held);
  // Their words are left in earlier parts of the logs: nobody could have them erased later.
  await ledger.note(markId.scrub, { isOwed: true });
  const removed = await collection.remove(held, mayGo);
  ledger.remove(name, removed);
  await ledger.forgetStale();
  return removed.map(({ id }) => id);
}

/**
 * Notes how far this till's own series goes among records that leave. The number of the last must not be given out
 * again, whatever else this browser forgets ([T92]).
 */
async function noteLast(ledger: Ledger, ids: readonly string[]): Promise<void> {
  const { series } = ledger;
  if (series === undefined) return;
  const last = lastOf(
    series,
    ids.flatMap(id => ledger.document('sales', id) ?? []),
  );
  if (last > ledger.retiredUpTo(series)) await ledger.note(markId.retired(series), { number: last });
}

/** The highest number of a series among these sales; 0: none is of it. */
export function lastOf(series: string, sales: readonly Pick<Sale, 'journal'>[]): number {
  const own = sales.flatMap(({ journal }) => (journal?.series === series ? journal.number : []));
  return own.reduce((last, each) => Math.max(last, each), 0);
}

/** Every record but a cart is written once. */
function isAsSent(name: RecordName, stored: RecordDocument, sent: RecordDocument | undefined): boolean {
  if (name !== 'carts') return true;
  return sent !== undefined && contentHash(stored as Cart) === contentHash(sent as Cart);
}
