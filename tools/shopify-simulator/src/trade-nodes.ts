import { compareListed, connectionOf, type ConnectionArguments } from './connection.ts';
import { dateTime, gid, type Nodes } from './nodes.ts';
import { cents, decimal, financialStatus, orderTotals } from './order-totals.ts';
import type {
  AddressRecord,
  CollectionRecord,
  CustomerRecord,
  OrderLineRecord,
  OrderRecord,
} from './records.ts';
import type { Store } from './store.ts';

/** Customers, orders and collections as GraphQL objects. What is not here is not simulated. */
export class TradeNodes {
  readonly #store: Store;
  readonly #nodes: () => Nodes;

  constructor(store: Store, nodes: () => Nodes) {
    this.#store = store;
    this.#nodes = nodes;
  }

  customer(customer: CustomerRecord) {
    const bought = this.#store.boughtBy.get(customer.id);
    return {
      __typename: 'Customer',
      id: gid('Customer', customer.id),
      legacyResourceId: customer.id,
      firstName: customer.firstName ?? null,
      lastName: customer.lastName ?? null,
      displayName: displayName(customer),
      email: customer.email ?? null,
      phone: customer.phone ?? null,
      defaultEmailAddress:
        customer.email === undefined
          ? null
          : { __typename: 'CustomerEmailAddress', emailAddress: customer.email, validFormat: true },
      defaultPhoneNumber:
        customer.phone === undefined
          ? null
          : { __typename: 'CustomerPhoneNumber', phoneNumber: customer.phone },
      defaultAddress: () => (customer.addresses[0] ? address(customer.addresses[0]) : null),
      addressesV2: (args: ConnectionArguments) =>
        connectionOf(
          'MailingAddress',
          customer.addresses.map((row, n) => ({ id: row.id, value: n, row })),
          args,
          address,
        ),
      tags: [...customer.tags].sort(),
      note: customer.note ?? null,
      taxExempt: customer.taxExempt,
      state: 'DISABLED',
      numberOfOrders: String(bought?.orders ?? 0),
      amountSpent: money(bought?.cents ?? 0, this.#store.shop.currencyCode),
      createdAt: dateTime(customer.createdAt),
      updatedAt: dateTime(customer.updatedAt),
    };
  }

  collection(collection: CollectionRecord) {
    return {
      __typename: 'Collection',
      id: gid('Collection', collection.id),
      legacyResourceId: collection.id,
      title: collection.title,
      handle: collection.handle,
      description: '',
      image: null,
      sortOrder: 'MANUAL',
      productsCount: () => ({
        __typename: 'Count',
        count: this.#members(collection).length,
        precision: 'EXACT',
      }),
      products: (args: ConnectionArguments) =>
        connectionOf(
          'Product',
          this.#members(collection)
            .map(row => ({ id: row.id, value: row.id.padStart(20, '0'), row }))
            .sort(compareListed),
          args,
          row => this.#nodes().product(row),
        ),
      updatedAt: dateTime(collection.updatedAt),
    };
  }

  order(order: OrderRecord) {
    const { shop } = this.#store;
    const totals = orderTotals(order, shop.taxesIncluded);
    const bag = (value: number) => moneyBag(value, shop.currencyCode);
    const taxes = new Map<string, { title: string; rate: number; cents: number }>();
    for (const { title, rate, amount } of order.lines.flatMap(each => each.taxes)) {
      const key = `${title} ${rate}`;
      taxes.set(key, { title, rate, cents: (taxes.get(key)?.cents ?? 0) + cents(amount) });
    }
    const customer = () => {
      const found = this.#store.customers.get(order.customerId ?? '');
      return found ? this.customer(found) : null;
    };
    const location = () => {
      const found = this.#store.locations.get(order.locationId ?? '');
      return found ? this.#nodes().location(found) : null;
    };
    return {
      __typename: 'Order',
      id: gid('Order', order.id),
      legacyResourceId: order.id,
      name: order.name,
      customer,
      email: order.email ?? null,
      phone: order.phone ?? null,
      note: order.note ?? null,
      tags: [...order.tags].sort(),
      retailLocation: location,
      sourceName: order.sourceName,
      sourceIdentifier: order.sourceIdentifier ?? null,
      currencyCode: shop.currencyCode,
      displayFinancialStatus: financialStatus(totals),
      displayFulfillmentStatus: order.fulfillmentStatus,
      taxesIncluded: shop.taxesIncluded,
      subtotalPriceSet: bag(totals.subtotal),
      totalDiscountsSet: bag(totals.discounts),
      totalShippingPriceSet: bag(totals.shipping),
      totalTaxSet: bag(totals.tax),
      totalPriceSet: bag(totals.total),
      totalReceivedSet: bag(totals.received),
      totalRefundedSet: bag(totals.refunded),
      totalOutstandingSet: bag(totals.total - totals.received),
      discountCodes: order.discountCodes,
      taxLines: [...taxes.values()].map(({ title, rate, cents: amount }) =>
        taxLine(title, rate, bag(amount)),
      ),
      transactions: order.transactions.map(each => ({
        __typename: 'OrderTransaction',
        id: gid('OrderTransaction', each.id),
        kind: each.kind,
        status: each.status,
        gateway: each.gateway,
        amountSet: bag(cents(each.amount)),
        processedAt: dateTime(each.processedAt),
      })),
      refunds: order.refunds.map(each => ({
        __typename: 'Refund',
        id: gid('Refund', each.id),
        note: each.note ?? null,
        createdAt: dateTime(each.createdAt),
        totalRefundedSet: bag(cents(each.amount)),
      })),
      lineItems: (args: ConnectionArguments) =>
        connectionOf(
          'LineItem',
          order.lines.map((row, n) => ({ id: row.id, value: n, row })),
          args,
          row => this.#line(row),
        ),
      cancelledAt: order.cancelledAt === undefined ? null : dateTime(order.cancelledAt),
      processedAt: dateTime(order.processedAt),
      createdAt: dateTime(order.createdAt),
      updatedAt: dateTime(order.updatedAt),
    };
  }

  #line(line: OrderLineRecord) {
    const bag = (amount: string) => moneyBag(cents(amount), this.#store.shop.currencyCode);
    return {
      __typename: 'LineItem',
      id: gid('LineItem', line.id),
      title: line.title,
      name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
      variantTitle: line.variantTitle ?? null,
      sku: line.sku ?? null,
      quantity: line.quantity,
      currentQuantity: line.currentQuantity,
      product: () => {
        const found = this.#store.products.get(line.productId ?? '');
        return found ? this.#nodes().product(found) : null;
      },
      variant: () => {
        const found = this.#store.variants.get(line.variantId ?? '');
        return found ? this.#nodes().variant(found) : null;
      },
      originalUnitPriceSet: bag(line.price),
      discountAllocations:
        Number(line.discount) > 0
          ? [{ __typename: 'DiscountAllocation', allocatedAmountSet: bag(line.discount) }]
          : [],
      taxLines: line.taxes.map(each => taxLine(each.title, each.rate, bag(each.amount))),
    };
  }

  #members(collection: CollectionRecord) {
    return collection.productIds.flatMap(id => this.#store.products.get(id) ?? []);
  }
}

/** As Shopify shows a person: the name, else the address, else the number. */
export function displayName({ firstName, lastName, email, phone }: CustomerRecord): string {
  const name = [firstName, lastName].filter(each => each !== undefined).join(' ');
  return name || email || phone || '';
}

function address(row: AddressRecord) {
  return {
    __typename: 'MailingAddress',
    id: gid('MailingAddress', row.id),
    name: [row.firstName, row.lastName].filter(each => each !== undefined).join(' ') || null,
    firstName: row.firstName ?? null,
    lastName: row.lastName ?? null,
    company: row.company ?? null,
    address1: row.address1 ?? null,
    address2: row.address2 ?? null,
    city: row.city ?? null,
    province: row.province ?? null,
    zip: row.zip ?? null,
    countryCodeV2: row.countryCode ?? null,
    phone: row.phone ?? null,
  };
}

function taxLine(title: string, rate: number, priceSet: object) {
  return { __typename: 'TaxLine', title, rate, priceSet };
}

function money(value: number, currencyCode: string) {
  return { __typename: 'MoneyV2', amount: decimal(value), currencyCode };
}

function moneyBag(value: number, currencyCode: string) {
  return {
    __typename: 'MoneyBag',
    shopMoney: money(value, currencyCode),
    presentmentMoney: money(value, currencyCode),
  };
}
