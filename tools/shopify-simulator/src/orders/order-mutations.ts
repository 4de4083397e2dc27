import type { RequestContext } from '../api/access.ts';
import { refuseOthers } from '../api/bad-request.ts';
import { gid, idOf } from '../shop/ids.ts';
import { newJob } from '../shop/jobs.ts';
import { given, isPhone, newAddress } from '../customers/customer-input.ts';
import type { AddressInput } from '../customers/address-input.ts';
import { decimal } from '../shop/money.ts';
import type { Nodes } from '../graphql/nodes.ts';
import { newOrder, type OrderCreateOptions } from './order-create.ts';
import type { OrderCreateInput } from './order-input.ts';
import { OrderLimit } from './order-limit.ts';
import { orderTotals } from './order-totals.ts';
import { refunded, refundErrors, type RefundInput } from './refund.ts';
import type { OrderRecord } from '../shop/records.ts';
import type { ShopRules } from '../shop/rules.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

interface OrderInput {
  readonly id: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly note?: string | null;
  readonly poNumber?: string | null;
  readonly tags?: readonly string[];
  readonly customAttributes?: OrderRecord['customAttributes'];
  readonly shippingAddress?: AddressInput;
}

const orderFields = [
  'id',
  'email',
  'phone',
  'note',
  'poNumber',
  'tags',
  'customAttributes',
  'shippingAddress',
];
const refundFields = ['orderId', 'note', 'notify', 'allowOverRefunding', 'refundLineItems', 'transactions'];

function orderUpdateErrors({ id: _id, ...changes }: OrderInput): UserError[] {
  if (Object.keys(changes).length === 0)
    return [userError(null, 'No valid update parameters have been provided')];
  return changes.phone && !isPhone(changes.phone) ? [userError(['phone'], 'Phone is invalid')] : [];
}

const tooMany = userError(null, 'Too many attempts. Please try again later.', null, 'OrderCreateUserError');

/** Whether an order is fully paid. One without transactions and with a total of 0 is not. */
function isPaid(store: Store, order: OrderRecord): boolean {
  const { current, received, refunded: back } = orderTotals(order, store.shop.taxesIncluded);
  const isOfNothing = order.transactions.length === 0 && current.total === 0;
  return !isOfNothing && received - back >= current.total;
}

/** Mutations of orders. */
export function orderMutations(store: Store, nodes: Nodes, rules: ShopRules) {
  const limit = new OrderLimit(store, rules);
  const known = (id: string) => store.orders.get(idOf(id));
  const payload = (name: string, id: string | undefined, userErrors: UserError[] = []) => ({
    __typename: `${name}Payload`,
    order: id === undefined ? null : nodes.byGid(gid('Order', id)),
    userErrors,
  });
  const missing = (field: string) => [userError([field], 'Order does not exist')];
  const change = (name: string, id: string, act: (order: OrderRecord) => OrderRecord): object => {
    const order = known(id);
    if (!order) return payload(name, undefined, missing('id'));
    store.saveOrder(act(order));
    return payload(name, order.id);
  };

  return {
    orderCreate: (
      { order, options }: { order: OrderCreateInput; options?: OrderCreateOptions },
      { scopes }: RequestContext,
    ) => {
      if (scopes && limit.isReached()) return payload('OrderCreate', undefined, [tooMany]);
      const made = newOrder(store, order, options ?? {}, rules);
      if ('errors' in made) return payload('OrderCreate', undefined, made.errors);
      if (scopes) limit.count();
      store.saveOrder(made.order);
      store.applyStock(made.takes);
      return payload('OrderCreate', made.order.id);
    },
    orderUpdate: ({ input }: { input: OrderInput }) => {
      refuseOthers('OrderInput', input, orderFields);
      const { id, tags, customAttributes, shippingAddress, ...fields } = input;
      const userErrors = orderUpdateErrors(input);
      if (known(id) && userErrors.length > 0) return payload('OrderUpdate', idOf(id), userErrors);
      return change('OrderUpdate', id, order => {
        return {
          ...order,
          ...given(fields),
          tags: tags ? [...tags] : order.tags,
          ...(customAttributes ? { customAttributes } : {}),
          ...(shippingAddress ? { shippingAddress: newAddress(store, shippingAddress, {}) } : {}),
        };
      });
    },
    orderClose: ({ input }: { input: { id: string } }) =>
      change('OrderClose', input.id, order => ({ ...order, closedAt: store.now() })),
    orderOpen: ({ input }: { input: { id: string } }) =>
      change('OrderOpen', input.id, ({ closedAt: _closedAt, ...order }) => order),
    orderMarkAsPaid: ({ input }: { input: { id: string } }) => {
      const paid = known(input.id);
      if (paid && isPaid(store, paid)) {
        const error = userError(['id'], 'Order cannot be marked as paid.');
        return payload('OrderMarkAsPaid', paid.id, [error]);
      }
      return change('OrderMarkAsPaid', input.id, order => {
        const { current, received, refunded: back } = orderTotals(order, store.shop.taxesIncluded);
        const id = store.newId();
        const amount = decimal(current.total - (received - back));
        const paid = { id, kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amount } as const;
        return { ...order, transactions: [...order.transactions, { ...paid, processedAt: store.now() }] };
      });
    },
    orderCancel: (args: {
      orderId: string;
      reason: NonNullable<OrderRecord['cancelReason']>;
      restock: boolean;
      refund?: boolean;
      refundMethod?: { originalPaymentMethodsRefund?: boolean };
    }) => {
      const order = known(args.orderId);
      const answer = (errors: UserError[]) => ({
        __typename: 'OrderCancelPayload',
        job: errors.length > 0 ? null : newJob(store),
        orderCancelUserErrors: errors,
        userErrors: errors.map(each => ({ ...each, __typename: 'UserError' })),
      });
      const error = (message: string, code: string) =>
        answer([userError(['orderId'], message, code, 'OrderCancelUserError')]);
      if (!order) return error('Order does not exist', 'NOT_FOUND');
      if (order.cancelledAt !== undefined) return error('Order has already been cancelled', 'INVALID');
      const now = store.now();
      const lines = order.lines.filter(each => each.currentQuantity > 0);
      const restockType = args.restock ? ('CANCEL' as const) : ('NO_RESTOCK' as const);
      const { received, refunded: back } = orderTotals(order, store.shop.taxesIncluded);
      const paid = received - back;
      const isPaidBack = (args.refund ?? false) || (args.refundMethod?.originalPaymentMethodsRefund ?? false);
      const { order: next, returns } = refunded(store, order, {
        orderId: args.orderId,
        refundLineItems: lines.map(each => ({
          lineItemId: gid('LineItem', each.id),
          quantity: each.currentQuantity,
          restockType,
        })),
        ...(isPaidBack && paid > 0 ? { transactions: [{ amount: decimal(paid) }] } : {}),
      });
      const cancelled = { ...next, cancelledAt: now, cancelReason: args.reason, closedAt: now };
      store.saveOrder(cancelled, 'orders/cancelled');
      store.applyStock(returns);
      return answer([]);
    },
    orderDelete: ({ orderId }: { orderId: string }) => {
      const isGone = store.deleteOrder(idOf(orderId));
      const error = userError(['orderId'], 'Order does not exist', 'NOT_FOUND', 'OrderDeleteUserError');
      return {
        __typename: 'OrderDeletePayload',
        deletedId: isGone ? orderId : null,
        userErrors: isGone ? [] : [error],
      };
    },
    refundCreate: ({ input }: { input: RefundInput }) => {
      refuseOthers('RefundInput', input, refundFields);
      const order = known(input.orderId);
      const userErrors = order ? refundErrors(order, input) : missing('orderId');
      if (!order || userErrors.length > 0)
        return { ...payload('RefundCreate', order?.id, userErrors), refund: null };
      const { order: next, returns, refund } = refunded(store, order, input);
      store.saveOrder(next, 'refunds/create');
      store.applyStock(returns);
      return { ...payload('RefundCreate', order.id), refund: nodes.refund(refund, next) };
    },
  };
}
