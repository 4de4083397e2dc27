import type { Change } from '@tidemark/mirror';
import { isUnread, type LevelRead, type Unread } from '@tidemark/shopify';
import type { AsOf } from './as-of.ts';
import {
  scopeOfId,
  type CollectionName,
  type Draft,
  type Order,
  type Product,
  type Scope,
} from '@tidemark/schema';

/** A document that was read, as a change for the mirror. */
export function present(
  read: { readonly document: Draft; readonly updatedAt: number },
  readAt: number,
  scope: Scope = '',
): Change {
  return { kind: 'present', document: read.document, scope, sourceUpdatedAt: read.updatedAt, readAt };
}

/** An unreadable document, as a change that sets it aside ([M5]). */
export function unreadable(collection: CollectionName, unread: Unread, readAt: number): Change {
  const { id, updatedAt, createdAt, reason, body } = unread;
  const scope = scopeOfId(collection, id);
  return {
    kind: 'unreadable',
    id,
    scope,
    sourceUpdatedAt: updatedAt,
    createdAt,
    readAt,
    defect: reason,
    body,
  };
}

/** A level as a change in its location's scope; a level that its location no longer stocks is gone. */
export function levelChange(read: LevelRead | Unread, readAt: number, asOf: AsOf): Change {
  if (isUnread(read)) return unreadable('inventoryLevels', read, readAt);
  const { document, updatedAt, active } = read;
  const scope = document.locationId;
  if (!active) return { kind: 'gone', id: document.id, scope, sourceUpdatedAt: updatedAt, readAt };
  return { kind: 'present', document, scope, sourceUpdatedAt: updatedAt, readAt, asOf };
}

/**
 * An order within the window is kept; an older one leaves, however recent the change ([E12]). `from` is the start of
 * the window, milliseconds since the epoch.
 */
export function orderChange(
  read: { readonly document: Omit<Order, 'rev'>; readonly updatedAt: number } | Unread,
  readAt: number,
  from: number,
): Change {
  if (isUnread(read)) {
    const { createdAt = Infinity } = read;
    if (createdAt >= from) return unreadable('orders', read, readAt);
    return { kind: 'retired', id: read.id, scope: '', readAt };
  }
  if (Date.parse(read.document.createdAt) >= from) return present(read, readAt);
  return { kind: 'retired', id: read.document.id, scope: '', readAt };
}

/**
 * Keeps a line's known product and variant ([E16]): Shopify names them only while they exist, and does not update an
 * order when they are deleted.
 */
export function withKnownReferences(
  next: Omit<Order, 'rev'>,
  old: Pick<Order, 'lines'> | undefined,
): Omit<Order, 'rev'> {
  const known = new Map(old?.lines.map(line => [line.id, line] as const));
  return {
    ...next,
    lines: next.lines.map(line => ({
      ...line,
      productId: line.productId ?? known.get(line.id)?.productId ?? null,
      variantId: line.variantId ?? known.get(line.id)?.variantId ?? null,
    })),
  };
}

/** The items whose levels went with their variants; `next` is undefined if the whole product is gone. */
export function lostItems(
  old: Pick<Product, 'variants'> | undefined,
  next: Pick<Product, 'variants'> | undefined,
): string[] {
  const kept = new Set(next?.variants.map(variant => variant.inventoryItemId));
  return (old?.variants ?? []).map(variant => variant.inventoryItemId).filter(itemId => !kept.has(itemId));
}

/** The items of `next` that were not in `old`: their levels have yet to be read. */
export function newItems(
  old: Pick<Product, 'variants'> | undefined,
  next: Pick<Product, 'variants'>,
): string[] {
  const known = new Set(old?.variants.map(variant => variant.inventoryItemId));
  return next.variants.map(variant => variant.inventoryItemId).filter(itemId => !known.has(itemId));
}
