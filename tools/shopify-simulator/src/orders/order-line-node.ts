import { gid } from '../shop/ids.ts';
import { cents, moneyBag } from '../shop/money.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import type { OrderLineRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';

/** A line of an order as a GraphQL object. */
export function lineNode(line: OrderLineRecord, store: Rows, nodes: NodeLookup) {
  const bag = (value: number) => moneyBag(value, store.shop.currencyCode);
  const product = store.products.get(line.productId ?? '');
  const variant = store.variants.get(line.variantId ?? '');
  const total = cents(line.price) * line.quantity;
  const discount = cents(line.discount);
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    title: line.title,
    name: lineName(line),
    variantTitle: line.variantTitle ?? null,
    sku: line.sku ?? null,
    vendor: line.vendor ?? product?.vendor ?? null,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundableQuantity: line.currentQuantity,
    taxable: line.taxable ?? true,
    requiresShipping: line.requiresShipping ?? false,
    isGiftCard: false,
    customAttributes: (line.properties ?? []).map(each => ({
      __typename: 'Attribute',
      key: each.name,
      value: each.value,
    })),
    product: () => (product ? nodes.product(product) : null),
    variant: () => (variant ? nodes.variant(variant) : null),
    originalUnitPriceSet: bag(cents(line.price)),
    originalTotalSet: bag(total),
    totalDiscountSet: bag(discount),
    discountedTotalSet: bag(total - discount),
    discountedUnitPriceSet: bag(line.quantity === 0 ? 0 : Math.round((total - discount) / line.quantity)),
    discountAllocations:
      discount > 0 ? [{ __typename: 'DiscountAllocation', allocatedAmountSet: bag(discount) }] : [],
    taxLines: ({ first }: { first?: number | null }) =>
      line.taxes
        .slice(0, first ?? undefined)
        .map(each => taxLineNode(each.title, each.rate, bag(cents(each.amount)))),
  };
}

/** Shopify leaves out the title of a product's only variant. */
export function lineName({ title, variantTitle }: OrderLineRecord): string {
  return variantTitle && variantTitle !== 'Default Title' ? `${title} - ${variantTitle}` : title;
}

export function taxLineNode(title: string, rate: number, priceSet: object) {
  return {
    __typename: 'TaxLine',
    title,
    rate,
    ratePercentage: Math.round(rate * 1e6) / 1e4,
    channelLiable: false,
    priceSet,
  };
}
