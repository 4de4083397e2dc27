import type { Cart, CartLine } from '@tidemark/schema';
import { mergeSorted } from '../merge-sorted.ts';
import { compare, later } from '../later.ts';
import { mergeRegisters } from '../register.ts';
import { mergeCounts } from './line-counts.ts';

/**
 * Merges two copies of one parked cart: both tills' lines, each register's last write, without anything that either
 * removed. Commutative, associative and idempotent, so the order of merges does not matter.
 */
export function mergeCarts(a: Cart, b: Cart): Cart {
  return {
    ...mergeOrigins(a, b),
    status: mergeRegisters(a.status, b.status),
    name: mergeRegisters(a.name, b.name),
    note: mergeRegisters(a.note, b.note),
    discount: mergeRegisters(a.discount, b.discount),
    customerId: mergeRegisters(a.customerId, b.customerId),
    lines: mergeSorted(a.lines, b.lines, line => line.id, mergeLines),
  };
}

function mergeLines(a: CartLine, b: CartLine): CartLine {
  return {
    id: a.id,
    since: a.since <= b.since ? a.since : b.since,
    item: mergeRegisters(a.item, b.item),
    note: mergeRegisters(a.note, b.note),
    counts: mergeCounts(a.counts, b.counts),
  };
}

/** Who parked it first, when and where: written once, so copies differ only if something is broken. */
function mergeOrigins(a: Cart, b: Cart): Origin {
  return later(originOf(a), originOf(b), (left, right) => compare(right.createdAt, left.createdAt));
}

function originOf({ id, shop, tillId, staffId, locationId, createdAt, currency }: Cart): Origin {
  return { id, shop, tillId, staffId, locationId, createdAt, currency };
}

type Origin = Pick<Cart, 'id' | 'shop' | 'tillId' | 'staffId' | 'locationId' | 'createdAt' | 'currency'>;
