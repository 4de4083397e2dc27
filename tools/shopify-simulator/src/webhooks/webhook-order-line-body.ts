import { cents, decimal } from '../shop/money.ts';
import { lineName } from '../orders/order-line-node.ts';
import type { OrderLineRecord, OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { rawId } from './webhook-json.ts';

/** An amount as REST writes it in shop and presentment currency, which are the same here. */
export type Bag = (value: number) => object;

export function bagOf(currencyCode: string): Bag {
  return value => {
    const money = { amount: decimal(value), currency_code: currencyCode };
    return { shop_money: money, presentment_money: money };
  };
}

export function lineBody(store: Rows, order: OrderRecord, line: OrderLineRecord): object {
  const bag = bagOf(store.shop.currencyCode);
  const isFulfilled = order.fulfillmentStatus === 'FULFILLED';
  const variant = store.variants.get(line.variantId ?? '');
  const isTracked = store.items.get(variant?.inventoryItemId ?? '')?.tracked ?? false;
  const discount = cents(line.discount);
  return {
    id: rawId(line.id),
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    attributed_staffs: [],
    current_quantity: line.currentQuantity,
    fulfillable_quantity: isFulfilled ? 0 : line.currentQuantity,
    fulfillment_service: 'manual',
    fulfillment_status: isFulfilled ? 'fulfilled' : null,
    gift_card: false,
    grams: 0,
    name: lineName(line),
    price: line.price,
    price_set: bag(cents(line.price)),
    product_exists: store.products.has(line.productId ?? ''),
    product_id: line.productId === undefined ? null : rawId(line.productId),
    properties: line.properties ?? [],
    quantity: line.quantity,
    requires_shipping: line.requiresShipping ?? false,
    sales_line_item_group_id: null,
    sku: line.sku ?? '',
    taxable: line.taxable ?? true,
    title: line.title,
    total_discount: line.discount,
    total_discount_set: bag(discount),
    variant_id: line.variantId === undefined ? null : rawId(line.variantId),
    variant_inventory_management: isTracked ? 'shopify' : null,
    variant_title: line.variantTitle ?? null,
    vendor: line.vendor ?? null,
    tax_lines: line.taxes.map(({ title, rate, amount }) => ({ title, rate, price: amount })),
    duties: [],
    discount_allocations:
      discount > 0
        ? [{ amount: line.discount, amount_set: bag(discount), discount_application_index: 0 }]
        : [],
  };
}
