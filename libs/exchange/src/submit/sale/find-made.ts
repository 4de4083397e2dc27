import { isNamedBy, isNameless, markOf } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import type { CustomerChanges, CustomerEdit } from '@tidemark/schema';
import { ShopifyError, type CustomerFields } from '@tidemark/shopify';
import { overlapMs } from '../../catch-up/catch-up.ts';
import type { SubmitQueue } from '../submit-queue.ts';

/** `known`: the customer whom an earlier attempt created; `later`: not known yet; `failure`: Shopify does not say. */
export type Made = { readonly known: string | undefined } | { readonly failure: string } | 'later';

/** Looks for the customer whom an edit creates, since an earlier attempt may have created them. */
export async function findMade(queue: SubmitQueue, taken: Taken<'customerEdits'>): Promise<Made> {
  const edit = taken.document;
  if (!edit.isNew) return { known: undefined };
  try {
    const known = await searchMade(queue, edit);
    if (known !== undefined || !isNameless(edit)) return { known };
  } catch (error) {
    // Shopify answers, but does not say: sales that wait for this customer must not wait for ever ([T5]).
    if (error instanceof ShopifyError && ['forbidden', 'unexpected'].includes(error.reason))
      return { failure: error.message };
    throw error;
  }
  // [T14] Shopify's search lags: before this time a missing result proves nothing.
  const age = Math.abs(queue.source.now() - queue.lastTriedAt(taken));
  return age < overlapMs ? 'later' : { known: undefined };
}

/** Searches by the address or number that only one customer can have, else by our mark. */
async function searchMade({ source }: SubmitQueue, edit: CustomerEdit): Promise<string | undefined> {
  const { writes } = source.shopify;
  if (isNameless(edit)) return writes.customerMarked(markOf(edit), source.signal);
  const { email, phone } = fieldsOf(edit.changes, Object.keys(edit.changes));
  const found = await writes.customerWith({ email: email ?? null, phone: phone ?? null }, source.signal);
  // If another customer had this address before, Shopify refuses to create ours and says whose it is.
  return found && isNamedBy(edit, found) ? found.id : undefined;
}

/** The texts that an edit sets in these fields. */
export function fieldsOf(
  { address: _address, ...texts }: CustomerChanges,
  names: readonly string[],
): CustomerFields {
  const wanted = Object.entries(texts).filter(([name]) => names.includes(name));
  return Object.fromEntries(wanted.map(([name, change]) => [name, change?.is ?? null]));
}
