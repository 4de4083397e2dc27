import { connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid } from '../shop/ids.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import { lineNode } from './order-line-node.ts';
import type { FulfillmentRecord, OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

/** An order's fulfilments. A fulfilled order without records of them was handed over whole, from its location. */
export function fulfillmentsOf(order: OrderRecord): readonly FulfillmentRecord[] {
  if (order.fulfillments) return order.fulfillments;
  if (order.fulfillmentStatus !== 'FULFILLED') return [];
  const lines = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  return [{ id: order.id, locationId: order.locationId, lines, createdAt: order.createdAt }];
}

/** A fulfilment as a GraphQL object. */
export function fulfillmentNode(row: FulfillmentRecord, order: OrderRecord, store: Rows, nodes: NodeLookup) {
  const location = store.locations.get(row.locationId ?? '');
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', row.id),
    legacyResourceId: row.id,
    status: 'SUCCESS',
    totalQuantity: row.lines.reduce((sum, each) => sum + each.quantity, 0),
    location: () => (location ? nodes.location(location) : null),
    createdAt: dateTime(row.createdAt),
    updatedAt: dateTime(row.createdAt),
    fulfillmentLineItems: (args: ConnectionArguments) =>
      connectionOf(
        'FulfillmentLineItem',
        row.lines.flatMap((each, n) => {
          const line = order.lines.find(({ id }) => id === each.lineId);
          return line ? [{ id: `${row.id}${n}`, value: n, row: { ...each, line } }] : [];
        }),
        args,
        ({ line, quantity, lineId }) => ({
          __typename: 'FulfillmentLineItem',
          id: gid('FulfillmentLineItem', lineId),
          quantity,
          lineItem: () => lineNode(line, store, nodes),
        }),
      ),
  };
}
