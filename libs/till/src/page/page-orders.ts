import { customerIdOf } from '@tidemark/schema';
import { combineLatest, map, startWith } from 'rxjs';
import type { Orders } from '../orders/orders.ts';
import type { Selling } from '../selling/selling.ts';
import { byId } from './answers.ts';
import { inBounds } from './page-catalogue.ts';
import type { OrderListing, OrderListQuery, PageOrders } from './page-till.ts';

/** Answers a page from the orders. */
export function pageOrders(orders: Orders, selling: Selling): PageOrders {
  return {
    open: () => orders.open(),
    list$: query =>
      combineLatest([
        orders.changed$.pipe(startWith(undefined)),
        selling.customersChanged$.pipe(startWith(undefined)),
      ]).pipe(map(() => orderListing(orders, selling, query))),
  };
}

function orderListing(orders: Orders, selling: Selling, query: OrderListQuery): OrderListing {
  const { from, to } = inBounds(query);
  const { words, placedFrom, placedBefore, ids } = query;
  const found = orders.search({ words, from: placedFrom, until: placedBefore });
  const listed = found.slice(from, to);
  const known = byId(ids, id => orders.order(id));
  const foundIds = known.size > 0 ? new Set(found.map(({ id }) => id)) : new Set<string>();
  const all = [...listed, ...known.values()];
  const sales = byId(new Map(all.map(each => [each.id, each])).keys(), id => {
    const order = orders.order(id);
    return order && orders.saleOf(order);
  });
  const customerIds = new Set([
    ...all.flatMap(({ customerId }) => customerId ?? []),
    ...[...sales.values()].flatMap(({ sale }) => customerIdOf(sale) ?? []),
  ]);
  return {
    ...{ from, to, total: found.length, orders: listed, known, sales },
    listed: new Set([...known.keys()].filter(id => foundIds.has(id))),
    ...{ isOpen: orders.isOpen, size: orders.size, since: orders.since },
    customers: byId(customerIds, id => selling.customer(id)),
  };
}
