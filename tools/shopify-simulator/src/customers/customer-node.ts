import { maySee, type RequestContext } from '../api/access.ts';
import { connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid, sortableId } from '../shop/ids.ts';
import { money } from '../shop/money.ts';
import type { AddressRecord, CustomerRecord, OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

/** A customer as a GraphQL object. */
export function customerNode(customer: CustomerRecord, store: Rows, orderNode: (row: OrderRecord) => object) {
  const bought = store.boughtBy.get(customer.id);
  const { email, phone } = customer;
  const orders = (context: RequestContext) =>
    [...store.orders.values()].filter(
      each => each.customerId === customer.id && maySee(each, context.scopes, store.now()),
    );
  return {
    __typename: 'Customer',
    id: gid('Customer', customer.id),
    legacyResourceId: customer.id,
    firstName: customer.firstName ?? null,
    lastName: customer.lastName ?? null,
    displayName: displayName(customer),
    email: email ?? null,
    phone: phone ?? null,
    defaultEmailAddress:
      email === undefined
        ? null
        : { __typename: 'CustomerEmailAddress', emailAddress: email, validFormat: true },
    defaultPhoneNumber:
      phone === undefined ? null : { __typename: 'CustomerPhoneNumber', phoneNumber: phone },
    validEmailAddress: email !== undefined,
    verifiedEmail: email !== undefined,
    defaultAddress: () => (customer.addresses[0] ? addressNode(customer.addresses[0]) : null),
    addresses: ({ first }: { first?: number | null }) =>
      customer.addresses.slice(0, first ?? 250).map(addressNode),
    addressesV2: (args: ConnectionArguments) =>
      connectionOf(
        'MailingAddress',
        customer.addresses.map((row, n) => ({ id: row.id, value: n, row })),
        args,
        addressNode,
      ),
    tags: [...customer.tags].sort(),
    note: customer.note ?? null,
    taxExempt: customer.taxExempt,
    taxExemptions: [],
    state: customer.state ?? 'DISABLED',
    locale: 'en',
    canDelete: (bought?.orders ?? 0) === 0,
    numberOfOrders: String(bought?.orders ?? 0),
    amountSpent: money(bought?.cents ?? 0, store.shop.currencyCode),
    lastOrder: (_args: object, context: RequestContext) => {
      const last = orders(context).sort((a, b) => b.processedAt - a.processedAt)[0];
      return last ? orderNode(last) : null;
    },
    orders: (args: ConnectionArguments, context: RequestContext) =>
      connectionOf(
        'Order',
        orders(context)
          .map(row => ({ id: row.id, value: sortableId(row.id), row }))
          .sort((a, b) => (a.value < b.value ? -1 : 1)),
        args,
        orderNode,
      ),
    createdAt: dateTime(customer.createdAt),
    updatedAt: dateTime(customer.updatedAt),
  };
}

/** The customer's name, or else e-mail address, or else phone number, as Shopify shows it. */
export function displayName({ firstName, lastName, email, phone }: CustomerRecord): string {
  return fullName(firstName, lastName) || email || phone || '';
}

export function addressNode(row: AddressRecord) {
  const { address1, address2, city, zip, countryCode } = row;
  return {
    __typename: 'MailingAddress',
    id: `${gid('MailingAddress', row.id)}?model_name=CustomerAddress`,
    name: fullName(row.firstName, row.lastName) || null,
    firstName: row.firstName ?? null,
    lastName: row.lastName ?? null,
    company: row.company ?? null,
    address1: address1 ?? null,
    address2: address2 ?? null,
    city: city ?? null,
    province: row.province ?? null,
    provinceCode: row.provinceCode ?? null,
    zip: zip ?? null,
    country: countryName(countryCode),
    countryCodeV2: countryCode ?? null,
    phone: row.phone ?? null,
    formatted: [address1, address2, [zip, city].filter(Boolean).join(' '), countryName(countryCode)].filter(
      Boolean,
    ),
  };
}

export function fullName(first: string | undefined, last: string | undefined): string {
  return [first, last].filter(each => each !== undefined && each !== '').join(' ');
}

const regionNames = new Intl.DisplayNames('en', { type: 'region' });

export function countryName(code: string | undefined): string | null {
  return code === undefined ? null : (regionNames.of(code) ?? null);
}
