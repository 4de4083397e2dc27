import { compareListed, connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid, sortableId } from '../shop/ids.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import { publishableFields } from '../shop/publications.ts';
import type { InventoryItemRecord, ProductRecord, VariantRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

/** A product as a GraphQL object. */
export function productNode(product: ProductRecord, store: Rows, nodes: NodeLookup, origin: () => string) {
  const imageUrl = product.imageUrl?.startsWith('/') ? origin() + product.imageUrl : product.imageUrl;
  const image =
    imageUrl === undefined ? null : { __typename: 'Image', url: imageUrl, altText: product.title };
  const node = {
    __typename: 'Product',
    id: gid('Product', product.id),
    legacyResourceId: product.id,
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    productType: product.productType,
    status: product.status,
    isGiftCard: product.isGiftCard ?? false,
    requiresSellingPlan: product.requiresSellingPlan ?? false,
    tags: [...product.tags].sort(),
    publishedAt: product.publishedAt === undefined ? null : dateTime(product.publishedAt),
    createdAt: dateTime(product.createdAt),
    updatedAt: dateTime(product.updatedAt),
    featuredMedia: image && {
      __typename: 'MediaImage',
      alt: product.title,
      preview: { __typename: 'MediaPreviewImage', image },
    },
    options: () =>
      product.options.map((option, n) => ({
        __typename: 'ProductOption',
        name: option.name,
        position: n + 1,
        values: option.values,
      })),
    variantsCount: { __typename: 'Count', count: product.variantIds.length, precision: 'EXACT' },
    totalInventory: () =>
      store.variantsOf(product).reduce((sum, each) => sum + quantityOfVariant(store, each), 0),
    variants: (args: ConnectionArguments) =>
      connectionOf(
        'ProductVariant',
        store.variantsOf(product).map(row => ({ id: row.id, value: row.position, row })),
        args,
        row => nodes.variant(row),
        2048,
      ),
    collections: (args: ConnectionArguments) =>
      connectionOf(
        'Collection',
        [...store.collections.values()]
          .filter(each => each.productIds.includes(product.id))
          .map(row => ({ id: row.id, value: sortableId(row.id), row }))
          .sort(compareListed),
        args,
        row => nodes.collection(row),
      ),
    tracksInventory: () =>
      store.variantsOf(product).some(each => store.items.get(each.inventoryItemId)?.tracked),
    hasOnlyDefaultVariant: product.variantIds.length === 1 && product.options[0]?.name === 'Title',
  };
  return Object.assign(
    node,
    publishableFields(product.publishedAt, product.unpublishedOn, () => node),
  );
}

export function variantNode(variant: VariantRecord, store: Rows, nodes: NodeLookup) {
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.id),
    legacyResourceId: variant.id,
    title: variant.title,
    sku: variant.sku ?? null,
    barcode: variant.barcode ?? null,
    price: variant.price,
    compareAtPrice: variant.compareAtPrice ?? null,
    position: variant.position,
    taxable: variant.taxable,
    inventoryPolicy: variant.inventoryPolicy,
    requiresComponents: variant.requiresComponents ?? false,
    createdAt: dateTime(variant.createdAt),
    updatedAt: dateTime(variant.updatedAt),
    inventoryQuantity: () => quantityOfVariant(store, variant),
    selectedOptions: variant.selectedOptions.map(each => ({ __typename: 'SelectedOption', ...each })),
    product: () => nodes.product(store.products.get(variant.productId) as ProductRecord),
    inventoryItem: () => nodes.item(store.items.get(variant.inventoryItemId) as InventoryItemRecord),
  };
}

/** A variant's available count at all locations. */
function quantityOfVariant(store: Rows, variant: VariantRecord): number {
  return (store.levelsOfItem.get(variant.inventoryItemId) ?? []).reduce(
    (sum, each) => sum + (each.isActive ? each.available : 0),
    0,
  );
}
