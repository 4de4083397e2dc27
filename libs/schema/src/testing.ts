import type { InventoryLevel } from './documents/inventory-level.ts';
import type { Location } from './documents/location.ts';
import type { Product, Variant } from './documents/product.ts';
import type { Settings } from './documents/settings.ts';
import { inventoryLevelId } from './documents/inventory-level.ts';

/** Documents for tests: valid, and plain but for what the test says. */
export function aVariant(change: Partial<Variant> = {}): Variant {
  const id = change.id ?? '101';
  return {
    id,
    title: 'Default Title',
    sku: `SKU-${id}`,
    barcode: null,
    price: 1250,
    compareAtPrice: null,
    position: 1,
    taxable: true,
    inventoryItemId: `9${id}`,
    tracked: true,
    sellsBelowZero: false,
    options: [],
    ...change,
  };
}

export function aProduct(change: Partial<Omit<Product, 'rev'>> = {}): Omit<Product, 'rev'> {
  const id = change.id ?? '1';
  return {
    id,
    title: `Product ${id}`,
    handle: `product-${id}`,
    vendor: 'Harbour',
    productType: 'Mug',
    status: 'active',
    tags: [],
    imageUrl: null,
    variants: [aVariant({ id: `${id}01` })],
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function anInventoryLevel(
  change: Partial<Omit<InventoryLevel, 'rev'>> = {},
): Omit<InventoryLevel, 'rev'> {
  const inventoryItemId = change.inventoryItemId ?? '9101';
  const locationId = change.locationId ?? '1';
  return {
    id: inventoryLevelId(inventoryItemId, locationId),
    inventoryItemId,
    locationId,
    available: 5,
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function aLocation(change: Partial<Omit<Location, 'rev'>> = {}): Omit<Location, 'rev'> {
  return {
    id: '1',
    name: 'Harbour Street',
    active: true,
    address: [],
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function someSettings(change: Partial<Omit<Settings, 'rev'>> = {}): Omit<Settings, 'rev'> {
  return {
    id: 'shop',
    name: 'Demo',
    domain: 'tidemark-demo.myshopify.com',
    currency: 'EUR',
    taxesIncluded: true,
    timeZone: 'Europe/Amsterdam',
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}
