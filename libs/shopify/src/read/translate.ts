import {
  idOfGid,
  inventoryLevelId,
  parseMoney,
  settingsId,
  type Address,
  type Customer,
  type Location,
  type Order,
  type Product,
  type ProductCollection,
  type Settings,
} from '@tidemark/schema';
import type { z } from 'zod';
import type { LevelRead, Read } from '../shopify.ts';
import type * as shapes from './shapes.ts';

/** Translates Shopify's shapes into documents. `digits` are the decimals of the shop's currency. */
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
    published: head.publishedOnPublication ?? true,
    // Left out if false, so that a mirror from before these fields sees no change in unchanged products.
    ...(head.isGiftCard ? { isGiftCard: true } : {}),
    ...(head.requiresSellingPlan ? { requiresSellingPlan: true } : {}),
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
    ...(variant.requiresComponents ? { requiresComponents: true } : {}),
    options: variant.selectedOptions.map(({ name, value }) => ({ name, value })),
  };
}

export function toCustomer(
  head: z.infer<typeof shapes.customer>,
  addresses: readonly z.infer<typeof shapes.address>[],
  digits: number,
): Read<Customer> {
  const isDefault = (each: { id: string }) => each.id === head.defaultAddress?.id;
  const inOrder = [...addresses.filter(isDefault), ...addresses.filter(each => !isDefault(each))];
  const document = {
    id: idOfGid(head.id),
    firstName: head.firstName,
    lastName: head.lastName,
    displayName: head.displayName ?? nameShown(head),
    email: head.defaultEmailAddress?.emailAddress ?? null,
    phone: head.defaultPhoneNumber?.phoneNumber ?? null,
    addresses: inOrder.map(toAddress),
    tags: [...head.tags].sort(),
    note: head.note,
    taxExempt: head.taxExempt,
    orders: head.numberOfOrders,
    spent: parseMoney(head.amountSpent.amount, digits),
    createdAt: head.createdAt,
    updatedAt: head.updatedAt,
  };
  return { document, updatedAt: Date.parse(head.updatedAt) };
}

/** The name to show for a customer whose name the shop's plan denies. */
function nameShown(head: z.infer<typeof shapes.customer>): string {
  const name = [head.firstName, head.lastName].filter(each => each !== null).join(' ');
  const reached = head.defaultEmailAddress?.emailAddress ?? head.defaultPhoneNumber?.phoneNumber;
  return name || (reached ?? `Customer ${idOfGid(head.id)}`);
}

function toAddress({ countryCodeV2, id: _id, ...rest }: z.infer<typeof shapes.address>): Address {
  return { ...rest, countryCode: countryCodeV2 };
}

export function toProductCollection(
  head: z.infer<typeof shapes.productCollection>,
  members: readonly z.infer<typeof shapes.member>[],
): Read<ProductCollection> {
  const document = {
    id: idOfGid(head.id),
    title: head.title,
    handle: head.handle,
    imageUrl: head.image?.url ?? null,
    productIds: [...new Set(members.map(each => idOfGid(each.id)))].sort(),
    updatedAt: head.updatedAt,
  };
  return { document, updatedAt: Date.parse(head.updatedAt) };
}

/** Translates an order. Its amounts may be missing (an order of a deleted channel): then nothing was charged. */
export function toOrder(
  head: z.infer<typeof shapes.order>,
  lines: readonly z.infer<typeof shapes.orderLine>[],
  digits: number,
): Read<Order> {
  const money = (set: { shopMoney: { amount: string } } | null) =>
    set === null ? 0 : parseMoney(set.shopMoney.amount, digits);
  const sum = (sets: readonly { shopMoney: { amount: string } }[]) =>
    sets.reduce((total, set) => total + money(set), 0);
  const idOrNull = (reference: { id: string } | null) => (reference === null ? null : idOfGid(reference.id));
  const document = {
    id: idOfGid(head.id),
    name: head.name,
    customerId: idOrNull(head.customer),
    email: head.email,
    phone: head.phone,
    note: head.note,
    tags: [...head.tags].sort(),
    locationId: idOrNull(head.retailLocation),
    sourceName: head.sourceName,
    sourceIdentifier: head.sourceIdentifier,
    financialStatus: (head.displayFinancialStatus?.toLowerCase() ?? null) as Order['financialStatus'],
    fulfillmentStatus: head.displayFulfillmentStatus.toLowerCase() as Order['fulfillmentStatus'],
    taxesIncluded: head.taxesIncluded,
    subtotal: money(head.subtotalPriceSet),
    discounts: money(head.totalDiscountsSet),
    shipping: money(head.totalShippingPriceSet),
    tax: money(head.totalTaxSet),
    total: money(head.totalPriceSet),
    refunded: money(head.totalRefundedSet),
    outstanding: money(head.totalOutstandingSet),
    discountCodes: [...head.discountCodes],
    taxLines: head.taxLines.map(({ title, rate, priceSet }) => ({ title, rate, amount: money(priceSet) })),
    lines: lines.map(line => ({
      id: idOfGid(line.id),
      productId: idOrNull(line.product),
      variantId: idOrNull(line.variant),
      title: line.title,
      variantTitle: line.variantTitle,
      sku: line.sku || null,
      quantity: line.quantity,
      currentQuantity: line.currentQuantity,
      unitPrice: money(line.originalUnitPriceSet),
      discount: sum(line.discountAllocations.map(each => each.allocatedAmountSet)),
      tax: sum(line.taxLines.map(each => each.priceSet)),
    })),
    transactions: head.transactions.map(({ id, kind, status, gateway, amountSet, processedAt }) => ({
      id: idOfGid(id),
      kind: kind.toLowerCase() as Order['transactions'][number]['kind'],
      status: status.toLowerCase() as Order['transactions'][number]['status'],
      gateway,
      amount: money(amountSet),
      processedAt,
    })),
    refunds: head.refunds.map(({ id, note, createdAt, totalRefundedSet }) => ({
      id: idOfGid(id),
      note,
      createdAt,
      amount: money(totalRefundedSet),
    })),
    cancelledAt: head.cancelledAt,
    processedAt: head.processedAt,
    createdAt: head.createdAt,
    updatedAt: head.updatedAt,
  };
  return { document, updatedAt: Date.parse(head.updatedAt) };
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

export function toSettings(
  shop: z.infer<typeof shapes.shop>,
  taxRates: Settings['taxRates'],
): Read<Settings> {
  const document = {
    id: settingsId,
    name: shop.name,
    domain: shop.myshopifyDomain,
    email: shop.email,
    address: shop.shopAddress.formatted,
    currency: shop.currencyCode,
    taxesIncluded: shop.taxesIncluded,
    taxShipping: shop.taxShipping,
    taxRates,
    timeZone: shop.ianaTimezone,
    updatedAt: shop.updatedAt,
  };
  return { document, updatedAt: Date.parse(shop.updatedAt) };
}
