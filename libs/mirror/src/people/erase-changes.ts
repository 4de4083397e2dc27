import type { CollectionName, Order } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import type { Change } from '../contract/mirror.ts';
import type { Place } from '../documents/place.ts';
import type { Tables } from '../tables.ts';
import { erasedAmong, keyOf, type ErasedKey } from './erased.ts';

/** An order without the personal data of its customer; the very same object if it has none. */
function eraseOrder<O extends Omit<Order, 'rev'>>(order: O): O {
  const hasNotes = order.refunds.some(each => each.note !== null);
  const { customerId, email, phone, note } = order;
  if (customerId === null && email === null && phone === null && note === null && !hasNotes) return order;
  return {
    ...order,
    ...{ customerId: null, email: null, phone: null, note: null },
    refunds: order.refunds.map(each => ({ ...each, note: null })),
  };
}

/**
 * [Y2] What a read shows, without what was erased: an erased customer counts as gone, and an order of theirs, or one that
 * Shopify named, has no personal data, whenever the read began.
 */
export async function withoutErased(
  trx: Transaction<Tables>,
  { shop, collection }: Place<CollectionName>,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  if (collection !== 'customers' && collection !== 'orders') return changes;
  const keys = changes.flatMap(each => keysOf(collection, each));
  const erased = await erasedAmong(trx, shop, keys);
  if (erased.size === 0) return changes;
  return changes.map(change =>
    keysOf(collection, change).some(each => erased.has(keyOf(each)))
      ? erasedChange(collection, change)
      : change,
  );
}

function keysOf(collection: 'customers' | 'orders', change: Change): readonly ErasedKey[] {
  if (change.kind === 'gone' || change.kind === 'retired') return [];
  if (change.kind === 'unreadable') return [{ what: collection, id: change.id }];
  const { customerId } = change.document as unknown as Partial<Order>;
  const own: ErasedKey = { what: collection, id: change.document.id };
  return customerId ? [own, { what: 'customers', id: customerId }] : [own];
}

function erasedChange(collection: 'customers' | 'orders', change: Change): Change {
  if (change.kind === 'unreadable') return { ...change, body: '' };
  if (change.kind !== 'present') return change;
  const { document, scope, sourceUpdatedAt, readAt } = change;
  if (collection === 'customers') return { kind: 'gone', id: document.id, scope, sourceUpdatedAt, readAt };
  return { ...change, document: eraseOrder(document as unknown as Omit<Order, 'rev'>) };
}
