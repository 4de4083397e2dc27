import type { Address, Customer, CustomerChanges } from '@tidemark/schema';
import { canonicalJson } from '@tidemark/schema';

/** The fields of a customer that a till may change. The rest is Shopify's alone. */
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

/** What a new customer was before the till wrote anything. */
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

/** What was changed, and nothing else: each field with what it was. An empty object means there is nothing to send. */
export function changesBetween(was: EditableCustomer, is: EditableCustomer): CustomerChanges {
  const changed = editableFields.filter(field => !isSame(was[field], is[field]));
  return Object.fromEntries(changed.map(field => [field, { was: was[field], is: is[field] }]));
}

/** A three-way merge and what it did. */
export interface MergedCustomer {
  readonly customer: EditableCustomer;
  /** Fields that differ from the shop's: what Shopify is to be sent. */
  readonly moved: readonly EditableField[];
  /** Fields that both sides had changed, differently: the shop's stand, and the till shows it. */
  readonly overruled: readonly EditableField[];
}

/**
 * Three ways, field by field: what only the till changed is the till's, what only the shop changed is the shop's. Where
 * both changed one field, the shop's stands: it owns its customers, a till only corrects them.
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

/** A customer as a till shows them: the shop's, with the edits that have not reached it, oldest first. */
export function withEdits(shop: EditableCustomer, edits: readonly CustomerChanges[]): EditableCustomer {
  return edits.reduce((customer, changes) => mergeCustomer(customer, changes).customer, shop);
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
