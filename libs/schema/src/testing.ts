export * from './testing-records.ts';
import type { Customer } from './documents/customer.ts';
import type { InventoryLevel } from './documents/inventory-level.ts';
import type { Location } from './documents/location.ts';
import type { Order } from './documents/order.ts';
import type { ProductCollection } from './documents/product-collection.ts';
import type { Product, Variant } from './documents/product.ts';
import type { Settings } from './documents/settings.ts';
import { inventoryLevelId } from './documents/inventory-level.ts';

/** Documents for tests: valid, with plain defaults for all that a test does not set. */
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
    published: true,
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
    email: 'shop@tidemark-demo.example',
    address: ['1 Harbour Street', 'Amsterdam'],
    currency: 'EUR',
    taxesIncluded: true,
    taxShipping: false,
    taxRates: [{ title: 'VAT', rate: 0.21 }],
    timeZone: 'Europe/Amsterdam',
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function aCustomer(change: Partial<Omit<Customer, 'rev'>> = {}): Omit<Customer, 'rev'> {
  const id = change.id ?? '1';
  return {
    id,
    firstName: 'Noor',
    lastName: 'de Wit',
    displayName: 'Noor de Wit',
    email: `noor${id}@example.com`,
    phone: null,
    addresses: [],
    tags: [],
    note: null,
    taxExempt: false,
    orders: 0,
    spent: 0,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function aProductCollection(
  change: Partial<Omit<ProductCollection, 'rev'>> = {},
): Omit<ProductCollection, 'rev'> {
  const id = change.id ?? '1';
  return {
    id,
    title: `Collection ${id}`,
    handle: `collection-${id}`,
    imageUrl: null,
    productIds: ['1'],
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function anOrder(change: Partial<Omit<Order, 'rev'>> = {}): Omit<Order, 'rev'> {
  const id = change.id ?? '1';
  return {
    id,
    name: `#${1000 + Number(id)}`,
    customerId: null,
    email: null,
    phone: null,
    note: null,
    tags: [],
    locationId: null,
    sourceName: 'web',
    sourceIdentifier: null,
    financialStatus: 'paid',
    fulfillmentStatus: 'unfulfilled',
    taxesIncluded: true,
    subtotal: 1250,
    discounts: 0,
    shipping: 0,
    tax: 217,
    total: 1250,
    refunded: 0,
    outstanding: 0,
    discountCodes: [],
    taxLines: [],
    lines: [],
    transactions: [],
    refunds: [],
    cancelledAt: null,
    processedAt: '2026-01-01T00:00:00Z',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}
