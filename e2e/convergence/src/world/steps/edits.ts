import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { CustomerField } from './selling-steps.ts';
import type { EditKind } from './steps.ts';

/** One change by the merchant in the simulated shop. Does nothing where there is nothing to change. */
export function edit({ store }: ShopifySimulator, what: EditKind, which: number, value: number): void {
  const pick = <T>(all: Iterable<T>): T | undefined => {
    const list = [...all];
    return list[which % Math.max(1, list.length)];
  };
  const product = pick(store.products.values());
  const customer = pick(store.customers.values());
  const order = pick(store.orders.values());
  const collection = pick(store.collections.values());
  const now = store.now();
  switch (what) {
    case 'product-title':
      if (product) store.saveProduct({ ...product, title: `Renamed ${value}` });
      return;
    case 'product-price': {
      const variant = store.variants.get(product?.variantIds[0] ?? '');
      if (!product || !variant) return;
      // `tracked` stays as it was: an order takes from what is counted at that moment.
      store.saveVariant(
        { ...variant, price: (value / 100).toFixed(2) },
        store.items.get(variant.inventoryItemId)?.tracked ?? true,
      );
      store.saveProduct(product);
      return;
    }
    case 'product-status':
      if (product) store.saveProduct({ ...product, status: value % 2 ? 'DRAFT' : 'ACTIVE' });
      return;
    case 'product-unpublish':
      if (product) store.saveProduct({ ...product, unpublishedOn: value % 2 ? ['50110000002'] : [] });
      return;
    case 'product-add': {
      const id = store.newId();
      const variantId = store.newId();
      store.saveVariant(
        {
          id: variantId,
          productId: id,
          title: 'Default Title',
          sku: `NEW-${id}`,
          barcode: undefined,
          price: '9.95',
          compareAtPrice: undefined,
          position: 1,
          taxable: true,
          inventoryPolicy: 'DENY',
          inventoryItemId: store.newId(),
          selectedOptions: [{ name: 'Title', value: 'Default Title' }],
          createdAt: now,
          updatedAt: now,
        },
        true,
      );
      store.saveProduct({
        id,
        title: `Added ${value}`,
        handle: `added-${id}`,
        vendor: 'World',
        productType: 'Thing',
        status: 'ACTIVE',
        tags: [],
        imageUrl: undefined,
        options: [],
        variantIds: [variantId],
        publishedAt: now,
        createdAt: now,
        updatedAt: now,
      });
      return;
    }
    case 'product-delete':
      if (product && store.products.size > 3) store.deleteProduct(product.id);
      return;
    case 'variant-delete':
      if (!product || product.variantIds.length < 2) return;
      store.deleteVariant(product.variantIds.at(-1) ?? '');
      store.saveProduct({ ...product, variantIds: product.variantIds.slice(0, -1) });
      return;
    case 'stock': {
      const level = pick(store.levels.values());
      if (level) store.setLevel(level.inventoryItemId, level.locationId, { available: value % 100 });
      return;
    }
    case 'stock-deactivate': {
      const level = pick(store.levels.values());
      if (level) store.setLevel(level.inventoryItemId, level.locationId, { isActive: !level.isActive });
      return;
    }
    case 'customer-edit':
      if (customer) store.saveCustomer({ ...customer, note: `Note ${value}` });
      return;
    case 'customer-add': {
      const id = store.newId();
      const blank = { lastName: undefined, phone: undefined, note: undefined, taxExempt: false };
      store.saveCustomer({
        ...blank,
        id,
        firstName: `New ${value}`,
        email: `${id}@example.com`,
        tags: [],
        addresses: [],
        createdAt: now,
        updatedAt: now,
      });
      return;
    }
    case 'customer-delete': {
      // Shopify deletes no customer who has bought something.
      const newcomer = pick(
        [...store.customers.values()].filter(each => !store.boughtBy.get(each.id)?.orders),
      );
      if (newcomer) store.deleteCustomer(newcomer.id);
      return;
    }
    case 'customer-merge': {
      const other = [...store.customers.keys()][(which + 1) % Math.max(1, store.customers.size)];
      if (customer && other) store.mergeCustomers(customer, other);
      return;
    }
    case 'order-add':
      if (order)
        store.saveOrder({
          ...order,
          // Not a till's sale: these fields mark a till's own order.
          sourceIdentifier: undefined,
          metafields: [],
          id: store.newId(),
          name: `#W${value}`,
          refunds: [],
          transactions: order.transactions.filter(each => each.kind === 'SALE'),
          createdAt: now,
          processedAt: now,
          updatedAt: now,
        });
      return;
    case 'order-edit':
      if (order) store.saveOrder({ ...order, note: `Note ${value}` });
      return;
    case 'order-refund':
      if (order)
        store.saveOrder(
          {
            ...order,
            refunds: [
              ...order.refunds,
              { id: store.newId(), note: undefined, amount: '1.00', createdAt: now },
            ],
            transactions: [
              ...order.transactions,
              {
                id: store.newId(),
                kind: 'REFUND',
                status: 'SUCCESS',
                gateway: 'cash',
                amount: '1.00',
                processedAt: now,
              },
            ],
          },
          'refunds/create',
        );
      return;
    case 'order-delete':
      if (order) store.deleteOrder(order.id);
      return;
    case 'collection-edit':
      if (collection && product)
        store.saveCollection({
          ...collection,
          productIds: collection.productIds.includes(product.id)
            ? collection.productIds.filter(each => each !== product.id)
            : [...collection.productIds, product.id],
        });
      return;
    case 'collection-delete':
      if (collection && store.collections.size > 1) store.deleteCollection(collection.id);
      return;
    case 'location-rename': {
      const location = pick(store.locations.values());
      if (location) store.saveLocation({ ...location, name: `Place ${value}` });
      return;
    }
    case 'shop-rename':
      store.saveShop({ name: `Shop ${value}` });
  }
}

/** Shopify's search index loses a product for good. */
export function hideProduct(simulator: ShopifySimulator, which: number): void {
  const ids = [...simulator.store.products.keys()];
  const id = ids[which % Math.max(1, ids.length)];
  if (id !== undefined) simulator.arm([{ kind: 'search-missing', id }]);
}

/** Edits one field of a customer, if the shop still has the customer. */
export function editCustomer(
  { store }: ShopifySimulator,
  id: string,
  field: CustomerField,
  value: string,
): void {
  const customer = store.customers.get(id);
  if (customer) store.saveCustomer({ ...customer, [field]: value });
}
