import type { Store, StoreChange } from './store.ts';

/** Shopify writes full variants for the first hundred only. */
const fullVariants = 100;

/** The REST-style body of a webhook. Ids are written as numbers, digit for digit, also above 2^53. */
export function webhookBody(store: Store, { topic, kind, id, mergedId }: StoreChange): string {
  switch (kind) {
    case 'product':
      return topic === 'products/delete' ? `{"id":${id}}` : productBody(store, id);
    case 'level': {
      const level = store.levels.get(id);
      const [itemId = '', locationId = ''] = id.split('@');
      return numbers({
        inventory_item_id: raw(itemId),
        location_id: raw(locationId),
        available: level?.available ?? null,
        updated_at: new Date(level?.updatedAt ?? store.now()).toISOString(),
        admin_graphql_api_id: `gid://shopify/InventoryLevel/${level?.id ?? '0'}?inventory_item_id=${itemId}`,
      });
    }
    case 'location':
      return numbers({
        id: raw(id),
        name: store.locations.get(id)?.name ?? '',
        admin_graphql_api_id: `gid://shopify/Location/${id}`,
      });
    case 'customer':
      if (mergedId !== undefined)
        return numbers({
          admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${id}`,
          admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${mergedId}`,
          admin_graphql_api_job_id: null,
          status: 'completed',
          errors: [],
        });
      return thing('Customer', id, store.customers.get(id));
    case 'order':
      return thing('Order', id, store.orders.get(id));
    case 'refund': {
      const refund = store.orders.get(id)?.refunds.at(-1);
      return numbers({
        id: raw(refund?.id ?? '0'),
        order_id: raw(id),
        admin_graphql_api_id: `gid://shopify/Refund/${refund?.id ?? '0'}`,
      });
    }
    case 'collection':
      return thing('Collection', id, store.collections.get(id));
    case 'shop':
      return numbers({ id: raw(store.shop.id), name: store.shop.name });
  }
}

/** What is gone has an id only. */
function thing(type: string, id: string, row: { createdAt: number; updatedAt: number } | undefined): string {
  if (!row) return numbers({ id: raw(id) });
  return numbers({
    id: raw(id),
    admin_graphql_api_id: `gid://shopify/${type}/${id}`,
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
  });
}

function productBody(store: Store, id: string): string {
  const product = store.products.get(id);
  if (!product) return `{"id":${id}}`;
  const variants = store.variantsOf(product);
  return numbers({
    admin_graphql_api_id: `gid://shopify/Product/${id}`,
    id: raw(id),
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    product_type: product.productType,
    status: product.status.toLowerCase(),
    tags: product.tags.join(', '),
    created_at: new Date(product.createdAt).toISOString(),
    updated_at: new Date(product.updatedAt).toISOString(),
    variants: variants.slice(0, fullVariants).map(each => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${each.id}`,
      id: raw(each.id),
      product_id: raw(id),
      title: each.title,
      price: each.price,
      sku: each.sku ?? null,
      barcode: each.barcode ?? null,
      position: each.position,
      inventory_item_id: raw(each.inventoryItemId),
    })),
    variant_gids: variants.map(each => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${each.id}`,
      updated_at: new Date(each.updatedAt).toISOString(),
    })),
  });
}

/** Marks an id that is to be written as a number. */
function raw(id: string): string {
  return `\u0000${id}\u0000`;
}

function numbers(body: object): string {
  return JSON.stringify(body).replace(/"\\u0000(\d+)\\u0000"/g, '$1');
}
