import { addressErrors, provinceOf } from './address-errors.ts';
import { given, newAddress } from './customer-input.ts';
import type { AddressInput } from './address-input.ts';
import { addressNode } from './customer-node.ts';
import { gid, idOf } from '../shop/ids.ts';
import type { Nodes } from '../graphql/nodes.ts';
import type { AddressRecord, CustomerRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError } from '../api/user-errors.ts';

/** A customer's addresses; the first is the default. */
export function customerAddressMutations(store: Store, nodes: Nodes) {
  function changeAddresses(
    name: string,
    customerId: string,
    change: (customer: CustomerRecord) => { addresses: AddressRecord[]; address?: AddressRecord } | undefined,
    more: { readonly extra?: object; readonly input?: AddressInput } = {},
  ): object {
    const customer = store.customers.get(idOf(customerId));
    const wrong = more.input ? addressErrors(more.input, ['address']) : [];
    if (customer && wrong.length > 0)
      return { __typename: `${name}Payload`, address: null, customer: null, userErrors: wrong };
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
      __typename: `${name}Payload`,
      customer: nodes.byGid(gid('Customer', customer.id)),
      userErrors: [],
      address: changed.address ? addressNode(changed.address) : null,
      ...more.extra,
    };
  }

  return {
    customerAddressCreate: (args: { customerId: string; address: AddressInput; setAsDefault?: boolean }) =>
      changeAddresses(
        'CustomerAddressCreate',
        args.customerId,
        customer => {
          const address = newAddress(store, args.address, customer);
          const { addresses } = customer;
          return {
            addresses: args.setAsDefault ? [address, ...addresses] : [...addresses, address],
            address,
          };
        },
        { input: args.address },
      ),
    customerAddressUpdate: (args: {
      customerId: string;
      addressId: string;
      address: AddressInput;
      setAsDefault?: boolean;
    }) =>
      changeAddresses(
        'CustomerAddressUpdate',
        args.customerId,
        ({ addresses }) => {
          const before = addresses.find(each => each.id === idOf(args.addressId));
          if (!before) return undefined;
          const address = { ...before, ...given(args.address), ...provinceOf(args.address) };
          const others = addresses.filter(each => each !== before);
          return {
            address,
            addresses: args.setAsDefault
              ? [address, ...others]
              : addresses.map(each => (each === before ? address : each)),
          };
        },
        { input: args.address },
      ),
    customerAddressDelete: (args: { customerId: string; addressId: string }) =>
      changeAddresses(
        'CustomerAddressDelete',
        args.customerId,
        ({ addresses }) => {
          const others = addresses.filter(each => each.id !== idOf(args.addressId));
          return others.length < addresses.length ? { addresses: others } : undefined;
        },
        { extra: { deletedAddressId: args.addressId } },
      ),
    customerUpdateDefaultAddress: (args: { customerId: string; addressId: string }) =>
      changeAddresses('CustomerUpdateDefaultAddress', args.customerId, ({ addresses }) => {
        const first = addresses.find(each => each.id === idOf(args.addressId));
        return first && { addresses: [first, ...addresses.filter(each => each !== first)] };
      }),
  };
}
