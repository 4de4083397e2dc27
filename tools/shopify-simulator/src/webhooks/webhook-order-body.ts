import { cents, decimal } from '../shop/money.ts';
import { taxLines } from '../orders/order-node.ts';
import { financialStatus, orderTotals, type OrderTotals } from '../orders/order-totals.ts';
import type { AddressRecord, OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { shopTime } from '../shop/times.ts';
import { addressBody, customerOfOrderBody } from './webhook-customer-body.ts';
import { rawId } from './webhook-json.ts';
import { bagOf, lineBody, type Bag } from './webhook-order-line-body.ts';
import { refundBody } from './webhook-refund-body.ts';

/** An order in the format of the REST API. Fields that no simulated order has are null, as in Shopify's sample. */
export function orderBody(store: Rows, order: OrderRecord): object {
  const { currencyCode, ianaTimezone, taxesIncluded } = store.shop;
  const totals = orderTotals(order, taxesIncluded);
  const time = (ms: number | undefined) => (ms === undefined ? null : shopTime(ms, ianaTimezone));
  const customer = store.customers.get(order.customerId ?? '');
  const number = Number(order.name.replace(/\D/g, ''));
  return {
    id: rawId(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    ...absent,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: time(order.cancelledAt),
    closed_at: time(order.closedAt),
    confirmed: true,
    contact_email: order.email ?? null,
    created_at: time(order.createdAt),
    currency: currencyCode,
    email: order.email ?? '',
    financial_status: financialStatus(order, totals)?.toLowerCase() ?? null,
    fulfillment_status: fulfilment(order),
    location_id: order.locationId === undefined ? null : rawId(order.locationId),
    name: order.name,
    note: order.note ?? null,
    note_attributes: (order.customAttributes ?? []).map(({ key, value }) => ({ name: key, value })),
    number: Math.max(0, number - 1000),
    order_number: number,
    payment_gateway_names: [...new Set(order.transactions.map(each => each.gateway))],
    phone: order.phone ?? null,
    po_number: order.poNumber ?? null,
    presentment_currency: currencyCode,
    processed_at: time(order.processedAt),
    source_identifier: order.sourceIdentifier ?? null,
    source_name: order.sourceName,
    tags: order.tags.join(', '),
    tax_exempt: customer?.taxExempt ?? false,
    tax_lines: taxLines(order).map(({ title, rate, cents: price }) => ({
      title,
      rate,
      price: decimal(price),
    })),
    taxes_included: order.taxesIncluded ?? taxesIncluded,
    test: order.test ?? false,
    updated_at: time(order.updatedAt),
    ...moneyOf(order, totals, bagOf(currencyCode)),
    ...(customer ? { customer: customerOfOrderBody(store, customer) } : {}),
    line_items: order.lines.map(each => lineBody(store, order, each)),
    refunds: order.refunds.map(each => refundBody(store, order, each)),
    shipping_lines: shippingLines(order, bagOf(currencyCode)),
    shipping_address: place(order.shippingAddress),
    billing_address: place(order.billingAddress ?? order.shippingAddress),
  };
}

/** The fields that no simulated order has. */
const absent = {
  ...{ app_id: null, browser_ip: null, buyer_accepts_marketing: false, cart_token: null },
  ...{ checkout_token: null, client_details: null, confirmation_number: null, customer_locale: null },
  ...{ current_total_additional_fees_set: null, current_total_duties_set: null, device_id: null },
  ...{ discount_applications: [], duties_included: false, estimated_taxes: false, fulfillments: [] },
  ...{ landing_site: null, landing_site_ref: null, line_item_groups: [] },
  ...{ merchant_business_entity_id: null, merchant_of_record_app_id: null, order_status_url: null },
  ...{ original_total_additional_fees_set: null, original_total_duties_set: null, payment_terms: null },
  ...{ reference: null, referring_site: null, returns: [], source_url: null, token: null },
  ...{ total_tip_received: '0.00', total_weight: 0, user_id: null },
};

function moneyOf(order: OrderRecord, totals: OrderTotals, bag: Bag): object {
  const { current } = totals;
  const currentDiscounts = Math.max(0, totals.discounts - (totals.subtotal - current.subtotal));
  const lines = totals.subtotal + totals.discounts;
  const outstanding = Math.max(0, current.total - totals.received + totals.refunded);
  const nothing = bag(0);
  return {
    current_shipping_price_set: bag(totals.shipping),
    ...pair('current_subtotal_price', current.subtotal, bag),
    ...pair('current_total_discounts', Math.min(totals.discounts, currentDiscounts), bag),
    ...pair('current_total_price', current.total, bag),
    ...pair('current_total_tax', current.tax, bag),
    discount_codes: order.discountCodes.map(code => ({
      code,
      amount: decimal(totals.discounts),
      type: 'fixed_amount',
    })),
    ...pair('subtotal_price', totals.subtotal, bag),
    total_cash_rounding_payment_adjustment_set: nothing,
    total_cash_rounding_refund_adjustment_set: nothing,
    ...pair('total_discounts', totals.discounts, bag),
    ...pair('total_line_items_price', lines, bag),
    total_outstanding: decimal(outstanding),
    ...pair('total_price', totals.total, bag),
    total_shipping_price_set: bag(totals.shipping),
    ...pair('total_tax', totals.tax, bag),
  };
}

/** A price as a string and as a set. */
function pair(name: string, value: number, bag: Bag): object {
  return { [name]: decimal(value), [`${name}_set`]: bag(value) };
}

function shippingLines(order: OrderRecord, bag: Bag): object[] {
  const price = cents(order.shipping);
  if (price === 0 && order.shippingTitle === undefined) return [];
  return [
    {
      id: rawId(order.id),
      carrier_identifier: null,
      code: null,
      current_discounted_price_set: bag(price),
      ...pair('discounted_price', price, bag),
      is_removed: false,
      phone: null,
      ...pair('price', price, bag),
      requested_fulfillment_service_id: null,
      source: 'shopify',
      title: order.shippingTitle ?? 'Shipping',
      tax_lines: [],
      discount_allocations: [],
    },
  ];
}

function place(row: AddressRecord | undefined): object | null {
  return row ? { ...addressBody(row), latitude: null, longitude: null } : null;
}

function fulfilment({ fulfillmentStatus: status }: OrderRecord): string | null {
  return status === 'FULFILLED' ? 'fulfilled' : status === 'PARTIALLY_FULFILLED' ? 'partial' : null;
}
