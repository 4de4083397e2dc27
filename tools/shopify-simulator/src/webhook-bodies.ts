import type { BulkOperation } from './bulk.ts';
import { gid } from './ids.ts';
import { shopPlace } from './shop-node.ts';
import type { StoreChange } from './store.ts';
import type { Rows } from './rows.ts';
import { customerBody, orderBody, refundBody } from './webhook-trade-bodies.ts';
import { digits, rawId } from './webhook-json.ts';
import { dateTime, dateTimeOrNull, shopTime } from './times.ts';

/** Shopify writes full variants for the first hundred only. */
const fullVariants = 100;

/** The REST-style body of a webhook. Ids are written as numbers, digit for digit, also above 2^53. */
export function webhookBody(store: Rows, change: StoreChange): string {
  return digits(bodyOf(store, change));
}

/** What is gone has an id only. */
function bodyOf(store: Rows, { kind, id, mergedId }: StoreChange): object {
  const gone = { id: rawId(id) };
  switch (kind) {
    case 'product':
      return productBody(store, id) ?? gone;
    case 'item':
      return itemBody(store, id) ?? gone;
    case 'level':
      return levelBody(store, id);
    case 'location':
      return locationBody(store, id) ?? gone;
    case 'customer': {
      if (mergedId !== undefined)
        return {
          admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${id}`,
          admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${mergedId}`,
          admin_graphql_api_job_id: null,
          status: 'completed',
          errors: [],
        };
      const customer = store.customers.get(id);
      if (customer) return customerBody(store, customer);
      return { ...gone, tax_exemptions: [], admin_graphql_api_id: `gid://shopify/Customer/${id}` };
    }
    case 'order': {
      const order = store.orders.get(id);
      return order ? orderBody(store, order) : gone;
    }
    case 'refund': {
      const order = store.orders.get(id);
      const refund = order?.refunds.at(-1);
      return order && refund ? refundBody(store, order, refund) : gone;
    }
    case 'collection':
      return collectionBody(store, id) ?? gone;
    case 'shop':
      return shopBody(store);
  }
}

function levelBody(store: Rows, key: string): object {
  const level = store.levels.get(key);
  const [itemId = '', locationId = ''] = key.split('@');
  const ids = { inventory_item_id: rawId(itemId), location_id: rawId(locationId) };
  if (!level?.isActive) return ids;
  return {
    ...ids,
    available: level.available,
    updated_at: shopTime(level.updatedAt, store.shop.ianaTimezone),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${level.id}?inventory_item_id=${itemId}`,
  };
}

function itemBody(store: Rows, id: string): object | undefined {
  const item = store.items.get(id);
  return (
    item && {
      id: rawId(id),
      sku: store.variants.get(item.variantId)?.sku ?? '',
      created_at: shopTime(item.createdAt, store.shop.ianaTimezone),
      updated_at: shopTime(item.updatedAt, store.shop.ianaTimezone),
      requires_shipping: true,
      cost: item.cost ?? null,
      tracked: item.tracked,
      admin_graphql_api_id: `gid://shopify/InventoryItem/${id}`,
    }
  );
}

function locationBody(store: Rows, id: string): object | undefined {
  const location = store.locations.get(id);
  return (
    location && {
      id: rawId(id),
      name: location.name,
      address1: location.address1,
      address2: location.address2 ?? null,
      city: location.city,
      zip: location.zip,
      province: location.province ?? null,
      country: location.countryCode,
      country_code: location.countryCode,
      phone: location.phone ?? null,
      legacy: false,
      active: location.isActive,
      created_at: shopTime(location.createdAt, store.shop.ianaTimezone),
      updated_at: shopTime(location.updatedAt, store.shop.ianaTimezone),
      admin_graphql_api_id: `gid://shopify/Location/${id}`,
    }
  );
}

function collectionBody(store: Rows, id: string): object | undefined {
  const collection = store.collections.get(id);
  return (
    collection && {
      id: rawId(id),
      handle: collection.handle,
      title: collection.title,
      updated_at: shopTime(collection.updatedAt, store.shop.ianaTimezone),
      body_html: collection.descriptionHtml ?? '',
      published_at: shopTime(collection.createdAt, store.shop.ianaTimezone),
      sort_order: (collection.sortOrder ?? 'MANUAL').toLowerCase(),
      template_suffix: null,
      published_scope: 'global',
      admin_graphql_api_id: `gid://shopify/Collection/${id}`,
    }
  );
}

function shopBody(store: Rows): object {
  const { shop } = store;
  const place = shopPlace(shop);
  return {
    id: rawId(shop.id),
    name: shop.name,
    email: shop.email,
    customer_email: shop.contactEmail ?? shop.email,
    address1: place.address1 ?? null,
    address2: place.address2 ?? null,
    city: place.city ?? null,
    zip: place.zip ?? null,
    country_code: place.countryCode,
    phone: place.phone ?? null,
    currency: shop.currencyCode,
    iana_timezone: shop.ianaTimezone,
    shop_owner: shop.ownerName ?? shop.name,
    taxes_included: shop.taxesIncluded,
    tax_shipping: shop.taxShipping ?? false,
    myshopify_domain: shop.domain,
    updated_at: shopTime(shop.updatedAt, shop.ianaTimezone),
  };
}

function productBody(store: Rows, id: string): object | undefined {
  const product = store.products.get(id);
  if (!product) return undefined;
  const variants = store.variantsOf(product);
  const time = (ms: number) => shopTime(ms, store.shop.ianaTimezone);
  return {
    admin_graphql_api_id: `gid://shopify/Product/${id}`,
    id: rawId(id),
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    product_type: product.productType,
    status: product.status.toLowerCase(),
    tags: product.tags.join(', '),
    created_at: time(product.createdAt),
    updated_at: time(product.updatedAt),
    published_at: product.publishedAt === undefined ? null : time(product.publishedAt),
    variants: variants.slice(0, fullVariants).map(each => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${each.id}`,
      id: rawId(each.id),
      product_id: rawId(id),
      title: each.title,
      price: each.price,
      compare_at_price: each.compareAtPrice ?? null,
      sku: each.sku ?? null,
      barcode: each.barcode ?? null,
      position: each.position,
      taxable: each.taxable,
      inventory_policy: each.inventoryPolicy.toLowerCase(),
      inventory_item_id: rawId(each.inventoryItemId),
      created_at: time(each.createdAt),
      updated_at: time(each.updatedAt),
    })),
    variant_gids: [...variants]
      .sort((a, b) => b.updatedAt - a.updatedAt)
      .map(each => ({
        admin_graphql_api_id: `gid://shopify/ProductVariant/${each.id}`,
        updated_at: time(each.updatedAt),
      })),
  };
}

/** Of `bulk_operations/finish`: status and error code in lower case, no address. */
export function bulkFinishBody(operation: BulkOperation): string {
  return JSON.stringify({
    admin_graphql_api_id: gid('BulkOperation', operation.id),
    completed_at: dateTimeOrNull(operation.completedAt),
    created_at: dateTime(operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: 'query',
  });
}
