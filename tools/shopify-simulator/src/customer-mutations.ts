import { refuseOthers } from './bad-request.ts';
import { addressNode } from './customer-node.ts';
import { gid, idOf } from './ids.ts';
import type { Nodes } from './nodes.ts';
import type { AddressRecord, CustomerRecord } from './records.ts';
import type { Store } from './store.ts';
import { userError, type UserError } from './user-errors.ts';

export interface AddressInput {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly company?: string | null;
  readonly address1?: string | null;
  readonly address2?: string | null;
  readonly city?: string | null;
  readonly province?: string | null;
  readonly provinceCode?: string | null;
  readonly zip?: string | null;
  readonly countryCode?: string | null;
  readonly phone?: string | null;
}

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

const customerFields = [
  ...['id', 'firstName', 'lastName', 'email', 'phone', 'note', 'tags', 'taxExempt', 'addresses'],
];

/** What the merchant does with customers. */
export function customerMutations(store: Store, nodes: Nodes) {
  const payload = (name: string, id: string | undefined, userErrors: UserError[] = []) => ({
    __typename: `${name}Payload`,
    customer: id === undefined ? null : nodes.byGid(gid('Customer', id)),
    userErrors,
  });
  const known = (id: string | undefined) => store.customers.get(id === undefined ? '' : idOf(id));

  function customerCreate({ input }: { input: CustomerInput }): object {
    refuseOthers('CustomerInput', input, customerFields);
    const userErrors = customerErrors(store, input);
    if (!input.firstName && !input.lastName && !input.email && !input.phone)
      userErrors.push(userError(null, 'A name, phone number, or email address must be present'));
    if (userErrors.length > 0) return payload('CustomerCreate', undefined, userErrors);
    const customer = newCustomer(store, input);
    store.saveCustomer(customer);
    return payload('CustomerCreate', customer.id);
  }

  function customerUpdate({ input }: { input: CustomerInput }): object {
    refuseOthers('CustomerInput', input, customerFields);
    const customer = known(input.id);
    if (!customer)
      return payload('CustomerUpdate', undefined, [userError(['id'], 'Customer does not exist')]);
    const userErrors = customerErrors(store, input, customer.id);
    if (userErrors.length > 0) return payload('CustomerUpdate', undefined, userErrors);
    store.saveCustomer(withInput(store, customer, input));
    return payload('CustomerUpdate', customer.id);
  }

  function customerDelete({ input }: { input: { id: string } }): object {
    const id = idOf(input.id);
    const answer = (deletedCustomerId: string | null, userErrors: UserError[]) => ({
      __typename: 'CustomerDeletePayload',
      deletedCustomerId,
      shop: nodes.shop(),
      userErrors,
    });
    if ((store.boughtBy.get(id)?.orders ?? 0) > 0)
      return answer(null, [
        userError(['id'], 'Customer can’t be deleted because they have associated orders'),
      ]);
    if (!store.deleteCustomer(id)) return answer(null, [userError(['id'], "Customer can't be found")]);
    return answer(input.id, []);
  }

  /** The second stays, as in Shopify unless `overrideFields` says otherwise about a field. */
  function customerMerge(args: {
    customerOneId: string;
    customerTwoId: string;
    overrideFields?: Readonly<Record<string, unknown>>;
  }): object {
    const [one, two] = [known(args.customerOneId), known(args.customerTwoId)];
    const answer = (id: string | null, userErrors: UserError[]) => ({
      __typename: 'CustomerMergePayload',
      resultingCustomerId: id,
      job: id === null ? null : { __typename: 'Job', id: gid('Job', store.newId()), done: true },
      userErrors,
    });
    if (!one || !two || one === two) {
      const field = one ? 'customerTwoId' : 'customerOneId';
      const message = one && two ? 'Customers IDs should not match' : 'Customer does not exist';
      return answer(null, [userError([field], message, 'INVALID_CUSTOMER_ID', 'CustomerMergeUserError')]);
    }
    store.mergeCustomers(merged(one, two, args.overrideFields ?? {}), one.id);
    return answer(args.customerTwoId, []);
  }

  function changeAddresses(
    name: string,
    customerId: string,
    change: (customer: CustomerRecord) => { addresses: AddressRecord[]; address?: AddressRecord } | undefined,
    extra: object = {},
  ): object {
    const customer = known(customerId);
    const changed = customer && change(customer);
    if (!customer || !changed)
      return {
        __typename: `${name}Payload`,
        address: null,
        customer: null,
        deletedAddressId: null,
        userErrors: [
          customer
            ? userError(['addressId'], 'Address does not exist')
            : userError(['customerId'], 'Customer does not exist'),
        ],
      };
    store.saveCustomer({ ...customer, addresses: changed.addresses });
    return {
      ...payload(name, customer.id),
      address: changed.address ? addressNode(changed.address) : null,
      ...extra,
    };
  }

  const addressKey = (gidText: string) => idOf(gidText);

  return {
    customerCreate,
    customerUpdate,
    customerDelete,
    customerMerge,
    customerAddressCreate: (args: { customerId: string; address: AddressInput; setAsDefault?: boolean }) =>
      changeAddresses('CustomerAddressCreate', args.customerId, customer => {
        const address = newAddress(store, args.address, customer);
        const { addresses } = customer;
        return {
          addresses: args.setAsDefault ? [address, ...addresses] : [...addresses, address],
          address,
        };
      }),
    customerAddressUpdate: (args: {
      customerId: string;
      addressId: string;
      address: AddressInput;
      setAsDefault?: boolean;
    }) =>
      changeAddresses('CustomerAddressUpdate', args.customerId, ({ addresses }) => {
        const before = addresses.find(each => each.id === addressKey(args.addressId));
        if (!before) return undefined;
        const address = { ...before, ...given(args.address) };
        const others = addresses.filter(each => each !== before);
        return {
          address,
          addresses: args.setAsDefault
            ? [address, ...others]
            : addresses.map(each => (each === before ? address : each)),
        };
      }),
    customerAddressDelete: (args: { customerId: string; addressId: string }) =>
      changeAddresses(
        'CustomerAddressDelete',
        args.customerId,
        ({ addresses }) => {
          const others = addresses.filter(each => each.id !== addressKey(args.addressId));
          return others.length < addresses.length ? { addresses: others } : undefined;
        },
        { deletedAddressId: args.addressId },
      ),
    customerUpdateDefaultAddress: (args: { customerId: string; addressId: string }) =>
      changeAddresses('CustomerUpdateDefaultAddress', args.customerId, ({ addresses }) => {
        const first = addresses.find(each => each.id === addressKey(args.addressId));
        return first && { addresses: [first, ...addresses.filter(each => each !== first)] };
      }),
  };
}

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

function withInput(store: Store, customer: CustomerRecord, input: CustomerInput): CustomerRecord {
  const { id: _id, tags, addresses, ...fields } = input;
  const { firstName, lastName, email, phone, note, taxExempt } = {
    ...customer,
    ...given(fields),
  } as CustomerRecord;
  const named = { ...customer, firstName, lastName, email: email?.toLowerCase(), phone, note, taxExempt };
  return {
    ...named,
    tags: tags ? [...new Set(tags)] : customer.tags,
    addresses: addresses ? addresses.map(each => newAddress(store, each, named)) : customer.addresses,
  };
}

/** Fields that were given; null and an empty text take a value away. */
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
  return { ...empty, ...rest, ...name, ...given(input), id: store.newId() };
}

/** Addresses and numbers are unique in a shop. */
export function customerErrors(store: Store, input: CustomerInput, ownId?: string): UserError[] {
  const { email, phone } = input;
  const others = [...store.customers.values()].filter(each => each.id !== ownId);
  const errors: UserError[] = [];
  if (email && !/^[^@\s]+@[^@\s]+$/.test(email)) errors.push(userError(['email'], 'Email is invalid'));
  if (email && others.some(each => each.email === email.toLowerCase()))
    errors.push(userError(['email'], 'Email has already been taken'));
  if (phone && !isPhone(phone)) errors.push(userError(['phone'], 'Phone is invalid'));
  if (phone && others.some(each => each.phone === phone))
    errors.push(userError(['phone'], 'Phone has already been taken'));
  return errors;
}

export function isPhone(text: string): boolean {
  return /^\+?[\d\s()-]{5,}$/.test(text);
}

function merged(
  one: CustomerRecord,
  two: CustomerRecord,
  override: Readonly<Record<string, unknown>>,
): CustomerRecord {
  const chosen = (name: string): CustomerRecord =>
    typeof override[name] === 'string' && idOf(override[name]) === one.id ? one : two;
  return {
    ...two,
    firstName: chosen('customerIdOfFirstNameToKeep').firstName ?? one.firstName,
    lastName: chosen('customerIdOfLastNameToKeep').lastName ?? one.lastName,
    email: chosen('customerIdOfEmailToKeep').email ?? one.email,
    phone: chosen('customerIdOfPhoneNumberToKeep').phone ?? one.phone,
    note:
      (override['note'] as string | undefined) ??
      ([two.note, one.note].filter(Boolean).join(' ') || undefined),
    tags: [...((override['tags'] as string[] | undefined) ?? new Set([...two.tags, ...one.tags]))],
  };
}
