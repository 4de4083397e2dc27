import {
  idOfGid,
  inventoryLevelId,
  parseMoney,
  settingsId,
  type Product,
  type Settings,
  type Location,
} from '@tidemark/schema';
import type { z } from 'zod';
import type { LevelRead, Read } from './shopify.ts';
import type * as shapes from './shapes.ts';

/** Shopify's shapes in Tidemark's words. `digits` are the decimals of the shop's currency. */
export function toProduct(
  head: z.infer<typeof shapes.productHead>,
  variants: readonly z.infer<typeof shapes.variant>[],
  digits: number,
): Read<Product> {
  const document = {
    id: idOfGid(head.id),
    title: head.title,
    handle: head.handle,
    vendor: head.vendor,
    productType: head.productType,
    status: head.status.toLowerCase() as Product['status'],
    tags: [...head.tags].sort(),
    imageUrl: head.featuredMedia?.preview?.image?.url ?? null,
    variants: variants.map(variant => toVariant(variant, digits)).sort((a, b) => a.position - b.position),
    updatedAt: head.updatedAt,
  };
  return { document, updatedAt: Date.parse(head.updatedAt) };
}

function toVariant(variant: z.infer<typeof shapes.variant>, digits: number): Product['variants'][number] {
  return {
    id: idOfGid(variant.id),
    title: variant.title,
    sku: variant.sku || null,
    barcode: variant.barcode || null,
    price: parseMoney(variant.price, digits),
    compareAtPrice: variant.compareAtPrice === null ? null : parseMoney(variant.compareAtPrice, digits),
    position: variant.position,
    taxable: variant.taxable,
    inventoryItemId: idOfGid(variant.inventoryItem.id),
    tracked: variant.inventoryItem.tracked,
    sellsBelowZero: variant.inventoryPolicy === 'CONTINUE',
    options: variant.selectedOptions.map(({ name, value }) => ({ name, value })),
  };
}

export function toLevel(level: z.infer<typeof shapes.level>): LevelRead {
  const inventoryItemId = idOfGid(level.item.id);
  const locationId = idOfGid(level.location.id);
  const available = level.quantities.find(each => each.name === 'available')?.quantity;
  if (available === undefined) throw new RangeError('a stock level without an available quantity');
  const document = {
    id: inventoryLevelId(inventoryItemId, locationId),
    inventoryItemId,
    locationId,
    available,
    updatedAt: level.updatedAt,
  };
  return { document, updatedAt: Date.parse(level.updatedAt), active: level.isActive };
}

export function toLocation({
  id,
  name,
  isActive,
  updatedAt,
  address,
}: z.infer<typeof shapes.location>): Read<Location> {
  const document = { id: idOfGid(id), name, active: isActive, address: address.formatted, updatedAt };
  return { document, updatedAt: Date.parse(updatedAt) };
}

export function toSettings(shop: z.infer<typeof shapes.shop>): Read<Settings> {
  const document = {
    id: settingsId,
    name: shop.name,
    domain: shop.myshopifyDomain,
    currency: shop.currencyCode,
    taxesIncluded: shop.taxesIncluded,
    timeZone: shop.ianaTimezone,
    updatedAt: shop.updatedAt,
  };
  return { document, updatedAt: Date.parse(shop.updatedAt) };
}
