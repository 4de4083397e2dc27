import { fullName } from './customer-node.ts';
import { cents, decimal } from './money.ts';
import { lineName } from './order-line-node.ts';
import { taxLines } from './order-node.ts';
import { financialStatus, orderTotals } from './order-totals.ts';
import type { AddressRecord, CustomerRecord, OrderLineRecord, OrderRecord, RefundRecord } from './records.ts';
import type { Rows } from './rows.ts';
import { shopTime } from './times.ts';
import { rawId } from './webhook-json.ts';

export function customerBody(store: Rows, customer: CustomerRecord): object {
  const [first] = customer.addresses;
  const address = (row: AddressRecord) => ({
    id: rawId(row.id),
    customer_id: rawId(customer.id),
    ...addressBody(row),
    default: row === first,
  });
  return {
    id: rawId(customer.id),
    created_at: shopTime(customer.createdAt, store.shop.ianaTimezone),
    updated_at: shopTime(customer.updatedAt, store.shop.ianaTimezone),
    first_name: customer.firstName ?? null,
    last_name: customer.lastName ?? null,
    state: (customer.state ?? 'DISABLED').toLowerCase(),
    note: customer.note ?? null,
    verified_email: customer.email !== undefined,
    multipass_identifier: null,
    tax_exempt: customer.taxExempt,
    email: customer.email ?? null,
    phone: customer.phone ?? null,
    currency: store.shop.currencyCode,
    addresses: customer.addresses.map(address),
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    ...(first ? { default_address: address(first) } : {}),
  };
}

export function orderBody(store: Rows, order: OrderRecord): object {
  const { currencyCode, ianaTimezone, taxesIncluded } = store.shop;
  const totals = orderTotals(order, taxesIncluded);
  const time = (ms: number | undefined) => (ms === undefined ? null : shopTime(ms, ianaTimezone));
  const customer = store.customers.get(order.customerId ?? '');
  const status = order.fulfillmentStatus;
  return {
    id: rawId(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: time(order.cancelledAt),
    closed_at: time(order.closedAt),
    created_at: time(order.createdAt),
    currency: currencyCode,
    current_subtotal_price: decimal(totals.current.subtotal),
    current_total_price: decimal(totals.current.total),
    current_total_tax: decimal(totals.current.tax),
    discount_codes: order.discountCodes.map(code => ({
      code,
      amount: decimal(totals.discounts),
      type: 'fixed_amount',
    })),
    email: order.email ?? '',
    financial_status: financialStatus(order, totals).toLowerCase(),
    fulfillment_status:
      status === 'FULFILLED' ? 'fulfilled' : status === 'PARTIALLY_FULFILLED' ? 'partial' : null,
    location_id: order.locationId === undefined ? null : rawId(order.locationId),
    name: order.name,
    note: order.note ?? null,
    note_attributes: (order.customAttributes ?? []).map(({ key, value }) => ({ name: key, value })),
    order_number: Number(order.name.replace(/\D/g, '')),
    phone: order.phone ?? null,
    presentment_currency: currencyCode,
    processed_at: time(order.processedAt),
    source_identifier: order.sourceIdentifier ?? null,
    source_name: order.sourceName,
    subtotal_price: decimal(totals.subtotal),
    tags: order.tags.join(', '),
    tax_lines: taxLines(order).map(each => ({
      title: each.title,
      rate: each.rate,
      price: decimal(each.cents),
    })),
    taxes_included: order.taxesIncluded ?? taxesIncluded,
    test: order.test ?? false,
    total_discounts: decimal(totals.discounts),
    total_outstanding: decimal(Math.max(0, totals.current.total - totals.received + totals.refunded)),
    total_price: decimal(totals.total),
    total_tax: decimal(totals.tax),
    updated_at: time(order.updatedAt),
    ...(customer ? { customer: customerBody(store, customer) } : {}),
    line_items: order.lines.map(lineBody),
    refunds: order.refunds.map(each => refundBody(store, order, each)),
    shipping_lines:
      cents(order.shipping) > 0 ? [{ title: order.shippingTitle ?? 'Shipping', price: order.shipping }] : [],
    ...(order.shippingAddress ? { shipping_address: addressBody(order.shippingAddress) } : {}),
  };
}

export function refundBody(store: Rows, order: OrderRecord, refund: RefundRecord): object {
  const at = shopTime(refund.createdAt, store.shop.ianaTimezone);
  return {
    id: rawId(refund.id),
    order_id: rawId(order.id),
    created_at: at,
    processed_at: at,
    note: refund.note ?? null,
    restock: refund.lines?.some(each => each.restockType !== 'NO_RESTOCK') ?? false,
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    order_adjustments: [],
    refund_line_items: (refund.lines ?? []).map(each => ({
      id: rawId(each.id),
      quantity: each.quantity,
      line_item_id: rawId(each.lineId),
      location_id: each.locationId === undefined ? null : rawId(each.locationId),
      restock_type: each.restockType.toLowerCase(),
    })),
    transactions: order.transactions
      .filter(each => refund.transactionIds?.includes(each.id))
      .map(each => ({
        id: rawId(each.id),
        order_id: rawId(order.id),
        kind: each.kind.toLowerCase(),
        gateway: each.gateway,
        status: each.status.toLowerCase(),
        amount: each.amount,
        currency: store.shop.currencyCode,
        admin_graphql_api_id: `gid://shopify/OrderTransaction/${each.id}`,
      })),
  };
}

function lineBody(line: OrderLineRecord): object {
  return {
    id: rawId(line.id),
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    current_quantity: line.currentQuantity,
    name: lineName(line),
    price: line.price,
    product_id: line.productId === undefined ? null : rawId(line.productId),
    properties: line.properties ?? [],
    quantity: line.quantity,
    sku: line.sku ?? '',
    taxable: line.taxable ?? true,
    title: line.title,
    total_discount: line.discount,
    variant_id: line.variantId === undefined ? null : rawId(line.variantId),
    variant_title: line.variantTitle ?? null,
    vendor: line.vendor ?? null,
    tax_lines: line.taxes.map(({ title, rate, amount }) => ({ title, rate, price: amount })),
  };
}

function addressBody(row: AddressRecord): object {
  return {
    first_name: row.firstName ?? null,
    last_name: row.lastName ?? null,
    name: fullName(row.firstName, row.lastName),
    company: row.company ?? null,
    address1: row.address1 ?? null,
    address2: row.address2 ?? null,
    city: row.city ?? null,
    province: row.province ?? null,
    zip: row.zip ?? null,
    country_code: row.countryCode ?? null,
    phone: row.phone ?? null,
  };
}
