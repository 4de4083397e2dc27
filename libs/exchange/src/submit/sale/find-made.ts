import { isNamedBy, isNameless, markOf } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import type { CustomerChanges, CustomerEdit } from '@tidemark/schema';
import { ShopifyError, type CustomerFields } from '@tidemark/shopify';
import { overlapMs } from '../../catch-up/catch-up.ts';
import type { SubmitQueue } from '../submit-queue.ts';

/** `known`: the customer whom an earlier attempt made; `later`: nobody can tell yet; `failure`: Shopify does not say. */
export type Made = { readonly known: string | undefined } | { readonly failure: string } | 'later';

/** Looks for the customer whom an edit makes, since an earlier attempt may have. */
export async function findMade(queue: SubmitQueue, taken: Taken<'customerEdits'>): Promise<Made> {
  const edit = taken.document;
  if (!edit.isNew) return { known: undefined };
  try {
    const known = await searchMade(queue, edit);
    if (known !== undefined || !isNameless(edit)) return { known };
  } catch (error) {
    // Shopify answers, and does not say: whoever waits for this customer shall not wait for ever ([T5]).
    if (error instanceof ShopifyError && ['forbidden', 'unexpected'].includes(error.reason))
      return { failure: error.message };
    throw error;
  }
  // [T14] Shopify's search lags: that it does not show them says nothing before this.
  const age = Math.abs(queue.source.now() - queue.lastTriedAt(taken));
  return age < overlapMs ? 'later' : { known: undefined };
}

/** By the address or number that only one can have, else by our mark. */
async function searchMade({ source }: SubmitQueue, edit: CustomerEdit): Promise<string | undefined> {
  const { writes } = source.shopify;
  if (isNameless(edit)) return writes.customerMarked(markOf(edit), source.signal);
  const { email, phone } = fieldsOf(edit.changes, Object.keys(edit.changes));
  const found = await writes.customerWith({ email: email ?? null, phone: phone ?? null }, source.signal);
  // Another customer with this address was there before: making ours is refused, with whose it is.
  return found && isNamedBy(edit, found) ? found.id : undefined;
}

/** The texts that an edit says, of these fields. */
export function fieldsOf(
  { address: _address, ...texts }: CustomerChanges,
  names: readonly string[],
): CustomerFields {
  const wanted = Object.entries(texts).filter(([name]) => names.includes(name));
  return Object.fromEntries(wanted.map(([name, change]) => [name, change?.is ?? null]));
}
