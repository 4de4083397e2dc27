import { countryName, fullName } from '../customers/customer-node.ts';
import type { AddressRecord, CustomerRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { shopTime } from '../shop/times.ts';
import { rawId } from './webhook-json.ts';

export function customerBody(store: Rows, customer: CustomerRecord): object {
  return {
    ...customerOfOrderBody(store, customer),
    addresses: customer.addresses.map(each => customerAddress(customer, each)),
  };
}

/** A customer as an order's body has it: without the list of addresses. */
export function customerOfOrderBody(store: Rows, customer: CustomerRecord): object {
  const [first] = customer.addresses;
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
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    ...(first ? { default_address: customerAddress(customer, first) } : {}),
  };
}

function customerAddress(customer: CustomerRecord, row: AddressRecord): object {
  return {
    id: rawId(row.id),
    customer_id: rawId(customer.id),
    ...addressBody(row),
    country_name: countryName(row.countryCode),
    default: row === customer.addresses[0],
  };
}

export function addressBody(row: AddressRecord): object {
  return {
    first_name: row.firstName ?? null,
    last_name: row.lastName ?? null,
    name: fullName(row.firstName, row.lastName),
    company: row.company ?? null,
    address1: row.address1 ?? null,
    address2: row.address2 ?? null,
    city: row.city ?? null,
    province: row.province ?? null,
    province_code: row.provinceCode ?? null,
    zip: row.zip ?? null,
    country: countryName(row.countryCode),
    country_code: row.countryCode ?? null,
    phone: row.phone ?? null,
  };
}
