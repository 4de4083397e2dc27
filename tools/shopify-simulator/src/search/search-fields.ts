import { unknownField } from './documented-filters.ts';
import { namespaceOf } from '../metafields/metafields.ts';
import { financialStatus, orderTotals } from '../orders/order-totals.ts';
import { publications } from '../shop/publications.ts';
import type {
  CollectionRecord,
  CustomerRecord,
  OrderRecord,
  ProductRecord,
  VariantRecord,
} from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { tokensOf, type FieldValue } from './search-syntax.ts';

/** A product as the index holds it: its state at some time in the past. */
export interface ProductEntry {
  readonly product: ProductRecord;
  readonly variants: readonly VariantRecord[];
}

export function readCustomer(customer: CustomerRecord, field: string): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: customer.updatedAt };
    case 'customer_date':
      return { time: customer.createdAt };
    case 'id':
      return { id: customer.id };
    case 'email':
      return { texts: emailTexts(customer.email) };
    case 'phone':
      return { texts: customer.phone === undefined ? [] : [customer.phone] };
    case 'tag':
      return { texts: customer.tags };
    case 'first_name':
      return { texts: customer.firstName === undefined ? [] : [customer.firstName] };
    case 'last_name':
      return { texts: customer.lastName === undefined ? [] : [customer.lastName] };
    case 'state':
      return { texts: [customer.state ?? 'DISABLED'] };
    default:
      return unknownField('customers', field);
  }
}

export function readOrder(order: OrderRecord, field: string, store: Rows): FieldValue | undefined {
  const [, namespace, key] = /^metafields\.([^.]+)\.([^.]+)$/.exec(field) ?? [];
  if (namespace !== undefined) {
    const found = order.metafields?.filter(
      each => each.namespace === namespaceOf(namespace) && each.key === key,
    );
    return { texts: (found ?? []).map(each => each.value) };
  }
  switch (field) {
    case 'updated_at':
      return { time: order.updatedAt };
    case 'created_at':
      return { time: order.createdAt };
    case 'processed_at':
      return { time: order.processedAt };
    case 'id':
      return { id: order.id };
    case 'name':
      return { texts: [order.name, order.name.replace('#', '')] };
    case 'tag':
      return { texts: order.tags };
    case 'customer_id':
      return order.customerId === undefined ? { texts: [] } : { id: order.customerId };
    case 'location_id':
      return order.locationId === undefined ? { texts: [] } : { id: order.locationId };
    case 'source_identifier':
      return { texts: order.sourceIdentifier === undefined ? [] : [order.sourceIdentifier] };
    case 'financial_status':
      return { texts: [financialStatus(order, orderTotals(order, store.shop.taxesIncluded)) ?? ''] };
    case 'fulfillment_status':
      return {
        texts: [order.fulfillmentStatus, order.fulfillmentStatus === 'FULFILLED' ? 'shipped' : 'unshipped'],
      };
    case 'status':
      return {
        texts: [
          order.cancelledAt !== undefined ? 'cancelled' : order.closedAt !== undefined ? 'closed' : 'open',
          'any',
        ],
      };
    case 'source_name':
      return { texts: [order.sourceName] };
    case 'email':
      return { texts: emailTexts(order.email) };
    case 'sku':
      return { texts: order.lines.flatMap(each => each.sku ?? []) };
    case 'test':
      return { texts: [String(order.test ?? false)] };
    default:
      return unknownField('orders', field);
  }
}

export function readCollection(collection: CollectionRecord, field: string): FieldValue | undefined {
  if (field === 'updated_at') return { time: collection.updatedAt };
  if (field === 'id') return { id: collection.id };
  if (field === 'title') return { texts: [collection.title, ...tokensOf(collection.title)] };
  if (field === 'handle') return { texts: [collection.handle] };
  if (field === 'product_id') return { texts: collection.productIds };
  if (field === 'collection_type') return { texts: ['custom'] };
  return undefined;
}

export function readProduct({ product, variants }: ProductEntry, field: string): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: product.updatedAt };
    case 'created_at':
      return { time: product.createdAt };
    case 'id':
      return { id: product.id };
    case 'status':
      return { texts: [product.status] };
    case 'vendor':
      return { texts: [product.vendor] };
    case 'product_type':
      return { texts: [product.productType] };
    case 'tag':
      return { texts: product.tags };
    case 'title':
      return { texts: [product.title, ...tokensOf(product.title)] };
    case 'handle':
      return { texts: [product.handle] };
    case 'published_at':
      return product.publishedAt === undefined ? { texts: [] } : { time: product.publishedAt };
    case 'publication_ids':
      return { texts: publications.map(each => each.id).filter(each => isPublished(product, each)) };
    case 'variant_id':
      return { texts: product.variantIds };
    case 'sku':
      return { texts: variants.flatMap(each => each.sku ?? []) };
    case 'barcode':
      return { texts: variants.flatMap(each => each.barcode ?? []) };
    default:
      return unknownField('products', field);
  }
}

function isPublished({ publishedAt, unpublishedOn }: ProductRecord, publicationId: string): boolean {
  return publishedAt !== undefined && !(unpublishedOn ?? []).includes(publicationId);
}

export function productWords({ product, variants }: ProductEntry): string {
  return [
    product.title,
    product.vendor,
    product.productType,
    ...product.tags,
    ...variants.flatMap(each => [each.sku ?? '', each.barcode ?? '']),
  ].join(' ');
}

export function readVariant(variant: VariantRecord, field: string): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: variant.updatedAt };
    case 'id':
      return { id: variant.id };
    case 'product_id':
    case 'product_ids':
      return { id: variant.productId };
    case 'sku':
      return { texts: variant.sku === undefined ? [] : [variant.sku] };
    case 'barcode':
      return { texts: variant.barcode === undefined ? [] : [variant.barcode] };
    default:
      return unknownField('productVariants', field);
  }
}

/** By Shopify's documentation, an e-mail address matches by its words; quoted, only as a whole. */
function emailTexts(email: string | undefined): readonly string[] {
  return email === undefined ? [] : [email, ...tokensOf(email)];
}
