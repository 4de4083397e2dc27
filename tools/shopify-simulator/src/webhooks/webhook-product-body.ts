import { gid } from '../shop/ids.ts';
import type { ProductRecord, VariantRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { shopTime } from '../shop/times.ts';
import { rawId } from './webhook-json.ts';

/** Shopify writes full variants for the first hundred only. */
const fullVariants = 100;

export function productBody(store: Rows, product: ProductRecord): object {
  const { id } = product;
  const variants = store.variantsOf(product);
  const time = (ms: number) => shopTime(ms, store.shop.ianaTimezone);
  return {
    admin_graphql_api_id: gid('Product', id),
    body_html: '',
    created_at: time(product.createdAt),
    handle: product.handle,
    id: rawId(id),
    product_type: product.productType,
    published_at: product.publishedAt === undefined ? null : time(product.publishedAt),
    template_suffix: null,
    title: product.title,
    updated_at: time(product.updatedAt),
    vendor: product.vendor,
    status: product.status.toLowerCase(),
    published_scope: 'global',
    tags: product.tags.join(', '),
    variants: variants.slice(0, fullVariants).map(each => variantBody(store, each, time)),
    options: product.options.map((option, n) => ({
      id: rawId(`${id}${n + 1}`),
      name: option.name,
      position: n + 1,
      product_id: rawId(id),
      values: option.values,
    })),
    images: [],
    image: null,
    media: [],
    variant_gids: [...variants]
      .sort((a, b) => b.updatedAt - a.updatedAt)
      .map(each => ({
        admin_graphql_api_id: gid('ProductVariant', each.id),
        updated_at: new Date(each.updatedAt).toISOString(),
      })),
    has_variants_that_requires_components: variants.some(each => each.requiresComponents ?? false),
    category: null,
  };
}

function variantBody(store: Rows, variant: VariantRecord, time: (ms: number) => string): object {
  const levels = store.levelsOfItem.get(variant.inventoryItemId) ?? [];
  const quantity = levels.reduce((sum, each) => sum + (each.isActive ? each.available : 0), 0);
  const [option1 = null, option2 = null, option3 = null] = variant.selectedOptions.map(each => each.value);
  return {
    admin_graphql_api_id: gid('ProductVariant', variant.id),
    barcode: variant.barcode ?? null,
    compare_at_price: variant.compareAtPrice ?? null,
    created_at: time(variant.createdAt),
    id: rawId(variant.id),
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    position: variant.position,
    price: variant.price,
    product_id: rawId(variant.productId),
    sku: variant.sku ?? null,
    taxable: variant.taxable,
    title: variant.title,
    updated_at: time(variant.updatedAt),
    option1,
    option2,
    option3,
    image_id: null,
    inventory_item_id: rawId(variant.inventoryItemId),
    inventory_quantity: quantity,
    old_inventory_quantity: quantity,
  };
}
