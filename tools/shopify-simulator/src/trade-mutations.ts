import { collectionMutations } from './collection-mutations.ts';
import { badRequest } from './connection.ts';
import { idOf, typeOf, type Nodes } from './nodes.ts';
import { decimal, orderTotals } from './order-totals.ts';
import type { AddressRecord, CustomerRecord, OrderLineRecord } from './records.ts';
import type { Store } from './store.ts';

interface CustomerInput {
  readonly id?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly taxExempt?: boolean;
  readonly addresses?: readonly Partial<Omit<AddressRecord, 'id'>>[];
}

interface LineInput {
  readonly variantId?: string;
  readonly title?: string;
  readonly quantity: number;
  readonly priceSet?: { readonly shopMoney: { readonly amount: string } };
}

interface OrderInput {
  readonly id?: string;
  readonly lineItems?: readonly LineInput[];
  readonly email?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly customerId?: string;
  readonly sourceIdentifier?: string;
  readonly sourceName?: string;
  readonly processedAt?: string;
  readonly transactions?: readonly {
    readonly amountSet: { readonly shopMoney: { readonly amount: string } };
    readonly gateway?: string;
  }[];
}

/** What the merchant does with customers, orders, collections, locations and sales channels. */
export function tradeMutations(store: Store, nodes: Nodes) {
  const error = (message: string, field: readonly string[] | null = ['input']) => [
    { __typename: 'UserError', field, message },
  ];
  const customerPayload = (typename: string, id: string | undefined, userErrors: object[] = []) => ({
    __typename: typename,
    customer: id === undefined ? null : nodes.byGid(`gid://shopify/Customer/${id}`),
    userErrors,
  });
  const orderPayload = (typename: string, id: string | undefined, userErrors: object[] = []) => ({
    __typename: typename,
    order: id === undefined ? null : nodes.byGid(`gid://shopify/Order/${id}`),
    userErrors,
  });
  const taken = (input: CustomerInput, ownId?: string) =>
    [...store.customers.values()].find(
      each =>
        each.id !== ownId &&
        ((input.email !== undefined && each.email === input.email) ||
          (input.phone !== undefined && each.phone === input.phone)),
    );
  const customerOf = (known: CustomerRecord, input: CustomerInput): CustomerRecord => ({
    ...known,
    ...Object.fromEntries(
      Object.entries(input).filter(
        ([name, value]) => value !== undefined && !['id', 'addresses', 'tags'].includes(name),
      ),
    ),
    tags: [...(input.tags ?? known.tags)],
    addresses: input.addresses
      ? input.addresses.map(each => ({ ...noAddress, ...each, id: store.newId() }))
      : known.addresses,
  });
  const lineOf = ({ variantId, title, quantity, priceSet }: LineInput): OrderLineRecord => {
    const variant = variantId === undefined ? undefined : store.variants.get(idOf(variantId));
    const product = variant && store.products.get(variant.productId);
    return {
      id: store.newId(),
      productId: product?.id,
      variantId: variant?.id,
      title: product?.title ?? title ?? 'Item',
      variantTitle: variant?.title,
      sku: variant?.sku,
      quantity,
      currentQuantity: quantity,
      price: priceSet?.shopMoney.amount ?? variant?.price ?? '0.00',
      discount: '0.00',
      taxes: [],
    };
  };
  return {
    customerCreate: ({ input }: { input: CustomerInput }) => {
      if (taken(input))
        return customerPayload(
          'CustomerCreatePayload',
          undefined,
          error('Email has already been taken', ['email']),
        );
      const now = store.now();
      const id = store.newId();
      store.saveCustomer(customerOf({ ...nobody, id, createdAt: now, updatedAt: now }, input));
      return customerPayload('CustomerCreatePayload', id);
    },
    customerUpdate: ({ input }: { input: CustomerInput }) => {
      const known = store.customers.get(idOf(input.id ?? 'gid://shopify/Customer/0'));
      if (!known)
        return customerPayload('CustomerUpdatePayload', undefined, error('Customer does not exist', ['id']));
      if (taken(input, known.id))
        return customerPayload(
          'CustomerUpdatePayload',
          undefined,
          error('Email has already been taken', ['email']),
        );
      store.saveCustomer(customerOf(known, input));
      return customerPayload('CustomerUpdatePayload', known.id);
    },
    customerDelete: ({ input }: { input: { id: string } }) => {
      const gone = store.deleteCustomer(idOf(input.id));
      return {
        __typename: 'CustomerDeletePayload',
        deletedCustomerId: gone ? input.id : null,
        userErrors: gone ? [] : error("Customer can't be found", ['id']),
      };
    },
    customerMerge: ({ customerOneId, customerTwoId }: { customerOneId: string; customerTwoId: string }) => {
      const done = store.mergeCustomers(idOf(customerTwoId), idOf(customerOneId));
      return {
        __typename: 'CustomerMergePayload',
        resultingCustomerId: done ? customerTwoId : null,
        job: null,
        userErrors: done ? [] : error('Customers cannot be merged', null),
      };
    },
    orderCreate: ({ order }: { order: OrderInput }) => {
      if (!order.lineItems?.length)
        return orderPayload(
          'OrderCreatePayload',
          undefined,
          error('Line items must have at least one line item'),
        );
      const now = store.now();
      const id = store.newId();
      store.saveOrder({
        id,
        name: `#${1001 + store.orders.size}`,
        customerId: order.customerId === undefined ? undefined : idOf(order.customerId),
        email: order.email,
        phone: undefined,
        note: order.note,
        tags: [...(order.tags ?? [])],
        locationId: undefined,
        sourceName: order.sourceName ?? 'web',
        sourceIdentifier: order.sourceIdentifier,
        fulfillmentStatus: 'UNFULFILLED',
        shipping: '0.00',
        discountCodes: [],
        lines: order.lineItems.map(lineOf),
        transactions: (order.transactions ?? []).map(each => ({
          id: store.newId(),
          kind: 'SALE',
          status: 'SUCCESS',
          gateway: each.gateway ?? 'manual',
          amount: each.amountSet.shopMoney.amount,
          processedAt: now,
        })),
        refunds: [],
        cancelledAt: undefined,
        processedAt: order.processedAt === undefined ? now : Date.parse(order.processedAt),
        createdAt: now,
        updatedAt: now,
      });
      return orderPayload('OrderCreatePayload', id);
    },
    orderUpdate: ({ input }: { input: OrderInput }) => {
      const known = store.orders.get(idOf(input.id ?? 'gid://shopify/Order/0'));
      if (!known) return orderPayload('OrderUpdatePayload', undefined, error('Order does not exist', ['id']));
      const { note = known.note, email = known.email, tags = known.tags } = input;
      store.saveOrder({ ...known, note, email, tags: [...tags] });
      return orderPayload('OrderUpdatePayload', known.id);
    },
    orderCancel: ({ orderId }: { orderId: string }) => {
      const known = store.orders.get(idOf(orderId));
      if (known) store.saveOrder({ ...known, cancelledAt: store.now() }, 'orders/cancelled');
      return {
        __typename: 'OrderCancelPayload',
        job: null,
        orderCancelUserErrors: known ? [] : error('Order does not exist', ['orderId']),
        userErrors: [],
      };
    },
    orderDelete: ({ orderId }: { orderId: string }) => {
      const gone = store.deleteOrder(idOf(orderId));
      return {
        __typename: 'OrderDeletePayload',
        deletedId: gone ? orderId : null,
        userErrors: gone ? [] : error('Order does not exist', ['orderId']),
      };
    },
    refundCreate: ({ input }: { input: RefundInput }) => {
      const order = store.orders.get(idOf(input.orderId));
      if (!order)
        return {
          __typename: 'RefundCreatePayload',
          refund: null,
          order: null,
          userErrors: error('Order does not exist'),
        };
      const now = store.now();
      const returned = new Map(
        (input.refundLineItems ?? []).map(each => [idOf(each.lineItemId), each.quantity] as const),
      );
      const totals = orderTotals(order, store.shop.taxesIncluded);
      const amount = input.transactions?.[0]?.amount ?? decimal(totals.received - totals.refunded);
      store.saveOrder(
        {
          ...order,
          lines: order.lines.map(line => ({
            ...line,
            currentQuantity: Math.max(0, line.currentQuantity - (returned.get(line.id) ?? 0)),
          })),
          transactions: [
            ...order.transactions,
            {
              id: store.newId(),
              kind: 'REFUND',
              status: 'SUCCESS',
              gateway: 'manual',
              amount,
              processedAt: now,
            },
          ],
          refunds: [...order.refunds, { id: store.newId(), note: input.note, amount, createdAt: now }],
        },
        'refunds/create',
      );
      const payload = orderPayload('RefundCreatePayload', order.id);
      return { ...payload, refund: null };
    },
    ...collectionMutations(store, nodes),
    publishablePublish: ({ id, input }: { id: string; input: readonly { publicationId: string }[] }) =>
      publish(id, input, false),
    publishableUnpublish: ({ id, input }: { id: string; input: readonly { publicationId: string }[] }) =>
      publish(id, input, true),
    locationActivate: ({ locationId }: { locationId: string }) => activate(locationId, true),
    locationDeactivate: ({ locationId }: { locationId: string }) => activate(locationId, false),
  };

  function publish(id: string, input: readonly { publicationId: string }[], off: boolean): object {
    if (typeOf(id) !== 'Product') throw badRequest('not simulated: publishing anything but products');
    const product = store.products.get(idOf(id));
    const named = input.map(each => idOf(each.publicationId));
    if (product) {
      const others = (product.unpublishedOn ?? []).filter(each => !named.includes(each));
      store.saveProduct({ ...product, unpublishedOn: off ? [...others, ...named] : others });
    }
    return {
      __typename: off ? 'PublishableUnpublishPayload' : 'PublishablePublishPayload',
      publishable: product ? nodes.byGid(id) : null,
      userErrors: product ? [] : error('Product does not exist', ['id']),
    };
  }

  function activate(locationId: string, isActive: boolean): object {
    const location = store.locations.get(idOf(locationId));
    if (location) store.saveLocation({ ...location, isActive });
    const name = isActive ? 'LocationActivate' : 'LocationDeactivate';
    return {
      __typename: `${name}Payload`,
      location: location ? nodes.byGid(locationId) : null,
      [`location${name.slice(8)}UserErrors`]: location ? [] : error('Location not found.', ['locationId']),
    };
  }
}

interface RefundInput {
  readonly orderId: string;
  readonly note?: string;
  readonly refundLineItems?: readonly { readonly lineItemId: string; readonly quantity: number }[];
  readonly transactions?: readonly { readonly amount: string }[];
}

const noAddress: Omit<AddressRecord, 'id'> = {
  firstName: undefined,
  lastName: undefined,
  company: undefined,
  address1: undefined,
  address2: undefined,
  city: undefined,
  province: undefined,
  zip: undefined,
  countryCode: undefined,
  phone: undefined,
};

const nobody: Omit<CustomerRecord, 'id' | 'createdAt' | 'updatedAt'> = {
  firstName: undefined,
  lastName: undefined,
  email: undefined,
  phone: undefined,
  note: undefined,
  tags: [],
  taxExempt: false,
  addresses: [],
};
