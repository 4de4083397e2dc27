import { connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid } from '../shop/ids.ts';
import { cents, moneyBag } from '../shop/money.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import { lineNode } from './order-line-node.ts';
import type { OrderRecord, OrderTransactionRecord, RefundRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

export function transactionNode(
  transaction: OrderTransactionRecord,
  order: OrderRecord,
  currencyCode: string,
) {
  const parent = order.transactions.find(each => each.id === transaction.parentId);
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', transaction.id),
    kind: transaction.kind,
    status: transaction.status,
    gateway: transaction.gateway,
    formattedGateway: transaction.gateway,
    amountSet: moneyBag(cents(transaction.amount), currencyCode),
    parentTransaction: (): object | null => (parent ? transactionNode(parent, order, currencyCode) : null),
    test: order.test ?? false,
    errorCode: null,
    createdAt: dateTime(transaction.processedAt),
    processedAt: dateTime(transaction.processedAt),
  };
}

export function refundNode(refund: RefundRecord, order: OrderRecord, store: Rows, nodes: NodeLookup) {
  const { currencyCode } = store.shop;
  const transactions = order.transactions.filter(each => refund.transactionIds?.includes(each.id));
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: refund.id,
    note: refund.note ?? null,
    order: () => nodes.order(order),
    createdAt: dateTime(refund.createdAt),
    processedAt: dateTime(refund.createdAt),
    updatedAt: dateTime(refund.createdAt),
    totalRefundedSet: moneyBag(cents(refund.amount), currencyCode),
    refundLineItems: (args: ConnectionArguments) =>
      connectionOf(
        'RefundLineItem',
        (refund.lines ?? []).map((row, n) => ({ id: row.id, value: n, row })),
        args,
        row => {
          const line = order.lines.find(each => each.id === row.lineId);
          return {
            __typename: 'RefundLineItem',
            id: gid('RefundLineItem', row.id),
            quantity: row.quantity,
            restockType: row.restockType,
            restocked: row.restockType === 'RETURN' || row.restockType === 'CANCEL',
            lineItem: () => (line ? lineNode(line, store, nodes) : null),
            subtotalSet: moneyBag(line ? cents(line.price) * row.quantity : 0, currencyCode),
          };
        },
      ),
    transactions: (args: ConnectionArguments) =>
      connectionOf(
        'OrderTransaction',
        transactions.map((row, n) => ({ id: row.id, value: n, row })),
        args,
        row => transactionNode(row, order, currencyCode),
      ),
  };
}
