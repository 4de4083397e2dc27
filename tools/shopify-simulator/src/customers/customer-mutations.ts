import { refuseOthers } from '../api/bad-request.ts';
import { customerAddressMutations } from './customer-address-mutations.ts';
import {
  customerErrors,
  customerFields,
  newCustomer,
  withInput,
  type CustomerInput,
} from './customer-input.ts';
import { gid, idOf } from '../shop/ids.ts';
import { newJob } from '../shop/jobs.ts';
import type { Nodes } from '../graphql/nodes.ts';
import type { CustomerRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

/** Mutations of customers. */
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
    const { firstName, lastName, email, phone } = withInput(store, customer, input);
    if (!firstName && !lastName && !email && !phone)
      userErrors.push(userError(null, 'A name, phone number, or email address must be present'));
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

  /** Merges into the second customer, as Shopify does; `overrideFields` picks the source of single fields. */
  function customerMerge(args: {
    customerOneId: string;
    customerTwoId: string;
    overrideFields?: Readonly<Record<string, unknown>>;
  }): object {
    const [one, two] = [known(args.customerOneId), known(args.customerTwoId)];
    const answer = (id: string | null, userErrors: UserError[]) => ({
      __typename: 'CustomerMergePayload',
      resultingCustomerId: id,
      job: id === null ? null : newJob(store),
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

  return {
    customerCreate,
    customerUpdate,
    customerDelete,
    customerMerge,
    ...customerAddressMutations(store, nodes),
  };
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
