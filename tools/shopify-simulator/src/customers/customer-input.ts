import { addressErrors, provinceOf } from './address-errors.ts';
import type { AddressInput } from './address-input.ts';
import { cleanTags, tooLong, tooManyTags } from '../api/limits.ts';
import type { AddressRecord, CustomerRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

export interface CustomerInput {
  readonly id?: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly note?: string | null;
  readonly tags?: readonly string[];
  readonly taxExempt?: boolean;
  readonly addresses?: readonly AddressInput[];
}

/** The fields of `CustomerInput` that are simulated. */
export const customerFields = [
  ...['id', 'firstName', 'lastName', 'email', 'phone', 'note', 'tags', 'taxExempt', 'addresses'],
];

export function newCustomer(store: Store, input: CustomerInput): CustomerRecord {
  const now = store.now();
  const nobody = { firstName: undefined, lastName: undefined, email: undefined, phone: undefined };
  const customer: CustomerRecord = {
    ...nobody,
    id: store.newId(),
    note: undefined,
    tags: [],
    taxExempt: false,
    addresses: [],
    createdAt: now,
    updatedAt: now,
  };
  return withInput(store, customer, input);
}

export function withInput(store: Store, customer: CustomerRecord, input: CustomerInput): CustomerRecord {
  const { id: _id, tags, addresses, ...fields } = input;
  const { firstName, lastName, email, phone, note, taxExempt } = {
    ...customer,
    ...given(fields),
  } as CustomerRecord;
  const named = {
    ...customer,
    firstName,
    lastName,
    email: email?.trim().toLowerCase(),
    phone: phone && cleanPhone(phone),
    note,
    taxExempt,
  };
  return {
    ...named,
    tags: tags ? cleanTags(tags) : customer.tags,
    addresses: addresses ? addresses.map(each => newAddress(store, each, named)) : customer.addresses,
  };
}

/** The given fields; null and an empty string become undefined, which removes the value. */
export function given(input: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === null || value === '' ? undefined : value]),
  );
}

export function newAddress(
  store: Store,
  input: AddressInput,
  of: { firstName?: string | undefined; lastName?: string | undefined },
): AddressRecord {
  const empty = { company: undefined, address1: undefined, address2: undefined, city: undefined };
  const rest = { province: undefined, zip: undefined, countryCode: undefined, phone: undefined };
  const name = { firstName: of.firstName, lastName: of.lastName };
  return { ...empty, ...rest, ...name, ...given(input), ...provinceOf(input), id: store.newId() };
}

/** A phone number without its separators, so that spellings of one number compare equal. */
function cleanPhone(phone: string): string {
  return phone.trim().replace(/(?!^\+)\D/g, '');
}

/** Why Shopify refuses a customer. E-mail addresses and phone numbers are unique in a shop. */
export function customerErrors(store: Store, input: CustomerInput, ownId?: string): UserError[] {
  const email = input.email?.trim();
  const { phone } = input;
  const others = [...store.customers.values()].filter(each => each.id !== ownId);
  const errors = [
    ...tooLong({ ...input }, ['firstName', 'lastName', 'email', 'note']),
    ...tooManyTags(input.tags),
    ...(input.addresses ?? []).flatMap((each, n) => addressErrors(each, ['addresses', String(n)])),
  ];
  if (email && !/^[^@\s]+@[^@\s]+$/.test(email)) errors.push(userError(['email'], 'Email is invalid'));
  if (email && others.some(each => each.email === email.toLowerCase()))
    errors.push(userError(['email'], 'Email has already been taken'));
  if (phone && !isPhone(phone)) errors.push(userError(['phone'], 'Phone is invalid'));
  if (phone && others.some(each => each.phone && cleanPhone(each.phone) === cleanPhone(phone)))
    errors.push(userError(['phone'], 'Phone has already been taken'));
  return errors;
}

export function isPhone(text: string): boolean {
  return /^\+?[\d\s()-]{5,}$/.test(text);
}
