import { createShopifySimulator } from '../index.ts';
import { bulkFinishBody, webhookBody } from '../webhooks/webhook-bodies.ts';
import type { StoreChange } from '../shop/store.ts';

/** One webhook body for each topic that the simulator sends. */
export async function sampleBodies(): Promise<Map<string, string>> {
  const sim = createShopifySimulator({ products: 5 });
  const { store } = sim;
  const found = new Map<string, string>();
  const add = (topic: string, kind: StoreChange['kind'], id: string, mergedId?: string) =>
    found.set(topic, webhookBody(store, { topic, kind, id, ...(mergedId ? { mergedId } : {}) }));
  const [product] = store.products.values();
  const [level] = store.levels.values();
  const [location] = store.locations.values();
  const [customer, other] = store.customers.values();
  const [collection] = store.collections.values();
  const [order] = [...store.orders.values()].filter(each => each.customerId !== undefined);
  if (!product || !level || !location || !customer || !other || !collection || !order)
    throw new Error('the demo shop is not whole');
  const address = customer.addresses[0];
  const [line, ...lines] = order.lines;
  const [sale] = order.transactions;
  if (!address || !line || !sale) throw new Error('the demo shop is not whole');
  store.saveOrder({
    ...order,
    lines: [{ ...line, discount: '1.00' }, ...lines],
    shipping: '5.00',
    shippingTitle: 'Standard',
    shippingAddress: address,
    billingAddress: address,
    discountCodes: ['TEN'],
    customAttributes: [{ key: 'till', value: '2' }],
    transactions: [sale, { ...sale, id: '901', kind: 'REFUND', parentId: sale.id }],
    refunds: [
      {
        id: '902',
        note: 'Too small',
        amount: '5.00',
        createdAt: order.createdAt,
        transactionIds: ['901'],
        lines: [{ id: '903', lineId: line.id, quantity: 1, restockType: 'RETURN', locationId: location.id }],
      },
    ],
  });

  for (const topic of ['products/create', 'products/update']) add(topic, 'product', product.id);
  for (const topic of ['inventory_items/create', 'inventory_items/update'])
    add(topic, 'item', level.inventoryItemId);
  for (const topic of ['inventory_levels/connect', 'inventory_levels/update'])
    add(topic, 'level', `${level.inventoryItemId}@${level.locationId}`);
  for (const topic of ['locations/create', 'locations/update']) add(topic, 'location', location.id);
  for (const topic of ['customers/create', 'customers/update']) add(topic, 'customer', customer.id);
  for (const topic of ['orders/create', 'orders/updated', 'orders/cancelled']) add(topic, 'order', order.id);
  add('refunds/create', 'refund', order.id);
  add('collections/update', 'collection', collection.id);
  add('shop/update', 'shop', store.shop.id);
  add('customers/merge', 'customer', customer.id, other.id);
  add('products/delete', 'product', '1');
  add('inventory_items/delete', 'item', '1');
  add('inventory_levels/disconnect', 'level', '1@2');
  add('locations/delete', 'location', '1');
  add('customers/delete', 'customer', '1');
  add('orders/delete', 'order', '1');
  add('collections/delete', 'collection', '1');
  found.set(
    'bulk_operations/finish',
    bulkFinishBody(
      {
        id: '1',
        query: '',
        grouped: false,
        scopes: undefined,
        status: 'COMPLETED',
        errorCode: undefined,
        createdAt: store.now(),
        completedAt: store.now(),
        objectCount: 0,
        rootObjectCount: 0,
        mark: 0,
        fault: undefined,
      },
      store.shop.ianaTimezone,
    ),
  );
  await sim[Symbol.asyncDispose]();
  return found;
}
