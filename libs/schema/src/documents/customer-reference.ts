import type { CustomerEdit } from './customer-edit.ts';

/** The customer of a sale, as far as known. */
export type KnownCustomer =
  /** Shopify's id. */
  | { readonly kind: 'known'; readonly customerId: string }
  /** New, and on the way to Shopify. */
  | { readonly kind: 'waiting' }
  /** New, and refused by Shopify or given up by a person: the sale goes without. */
  | { readonly kind: 'refused' };

/** Whether an id is Shopify's: those are digits; a till's are not. */
export function isShopifyId(id: string): boolean {
  return /^\d+$/.test(id);
}

/**
 * The customer behind an id that a sale names. Shopify's ids are digits; an id made by a till is that of the edit which
 * creates the customer.
 */
export function resolveCustomer(
  id: string,
  creating: Pick<CustomerEdit, 'submission'> | undefined,
): KnownCustomer {
  if (isShopifyId(id)) return { kind: 'known', customerId: id };
  const submission = creating?.submission;
  switch (submission?.state) {
    case undefined:
    case 'waiting':
      return { kind: 'waiting' };
    case 'refused':
      return { kind: 'refused' };
    case 'accepted':
      return { kind: 'known', customerId: submission.customerId };
    case 'resolved':
      return submission.customerId === null
        ? { kind: 'refused' }
        : { kind: 'known', customerId: submission.customerId };
  }
}
