import type { CustomerEdit } from './customer-edit.ts';

/** Who a sale is for, as far as is known. */
export type KnownCustomer =
  /** Shopify's id. */
  | { readonly kind: 'known'; readonly customerId: string }
  /** New, and on the way to Shopify. */
  | { readonly kind: 'waiting' }
  /** New, and Shopify refused them, or somebody gave them up: the sale goes without. */
  | { readonly kind: 'refused' };

/** Shopify's own ids are digits; a till's are none. */
export function isShopifyId(id: string): boolean {
  return /^\d+$/.test(id);
}

/**
 * The customer behind an id that a sale names: Shopify's own ids are digits, a till-made one is that of the edit which
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
