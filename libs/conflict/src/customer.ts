import type { Address, Customer, CustomerChanges } from '@tidemark/schema';
import { canonicalJson } from '@tidemark/schema';

/** The fields of a customer that a till may change. Only Shopify changes the others. */
export interface EditableCustomer {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  /** The default address. */
  readonly address: Address | null;
}

export const editableFields = ['firstName', 'lastName', 'email', 'phone', 'note', 'address'] as const;

export type EditableField = (typeof editableFields)[number];

/** A new customer before the till wrote anything. */
export const nobody: EditableCustomer = {
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  note: null,
  address: null,
};

export function editableOf(customer: Customer): EditableCustomer {
  const { firstName, lastName, email, phone, note, addresses } = customer;
  return { firstName, lastName, email, phone, note, address: addresses[0] ?? null };
}

/** Only the changed fields, each with its old value. An empty object means that there is nothing to send. */
export function changesBetween(was: EditableCustomer, is: EditableCustomer): CustomerChanges {
  const changed = editableFields.filter(field => !isSame(was[field], is[field]));
  return Object.fromEntries(changed.map(field => [field, { was: was[field], is: is[field] }]));
}

/** The result of a three-way merge. */
export interface MergedCustomer {
  readonly customer: EditableCustomer;
  /** Fields that differ from the shop's, to send to Shopify. */
  readonly moved: readonly EditableField[];
  /** Fields that both sides changed differently: the shop's values win, and the till shows that. */
  readonly overruled: readonly EditableField[];
}

/**
 * Merges three ways, field by field: a field that only one side changed keeps that side's value. If both changed a
 * field, the shop's value wins: the shop owns its customers, a till only corrects them.
 */
export function mergeCustomer(shop: EditableCustomer, changes: CustomerChanges): MergedCustomer {
  const changed = editableFields.filter(field => {
    const change = changes[field];
    return change !== undefined && !isSame(shop[field], change.is);
  });
  const moved = changed.filter(field => isSame(shop[field], changes[field]?.was));
  const overruled = changed.filter(field => !moved.includes(field));
  const values = Object.fromEntries(moved.map(field => [field, changes[field]?.is]));
  return { customer: { ...shop, ...values }, moved, overruled };
}

/** A customer as a till shows them: the shop's version, with the edits that have not reached it, oldest first. */
export function withEdits(shop: EditableCustomer, edits: readonly CustomerChanges[]): EditableCustomer {
  return edits.reduce((customer, changes) => mergeCustomer(customer, changes).customer, shop);
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
