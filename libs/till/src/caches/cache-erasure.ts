import type { CollectionName, Order } from '@tidemark/schema';
import type { BulkWriteRow, RxDocumentData } from 'rxdb';
import { partsOf, placeId, type CacheRecord } from './cache-record.ts';

/** The record that says that words of a person may still be in the log: written with what removes them. */
export const scrubId = placeId('scrub' as CollectionName);

/**
 * Whether a write takes personal data away: a customer or an order leaves, or an order says less about its customer.
 * What is written alone leaves the words in an earlier part of the log ([T102]).
 */
export function takesPersonAway(name: CollectionName, rows: readonly BulkWriteRow<CacheRecord>[]): boolean {
  if (name !== 'customers' && name !== 'orders') return false;
  return rows.some(({ previous, document }) => {
    if (!previous || previous._deleted || partsOf(document.id)[0] === 'place') return false;
    if (document._deleted) return true;
    return name === 'orders' && saysLess(previous, document);
  });
}

const personal = ['customerId', 'email', 'phone', 'note'] as const satisfies readonly (keyof Order)[];

function saysLess(before: RxDocumentData<CacheRecord>, after: RxDocumentData<CacheRecord>): boolean {
  const [was, is] = [before.body as Partial<Order>, after.body as Partial<Order>];
  return personal.some(field => was[field] != null && is[field] == null);
}
