import { editableOf, mergeCustomer, mustLookUp, nobody } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import {
  resolveCustomer,
  type CustomerChanges,
  type CustomerEdit,
  type KnownCustomer,
} from '@tidemark/schema';
import type { CustomerFields, Written } from '@tidemark/shopify';
import type { Desk } from './desk.ts';
import { isDue } from './next-step.ts';

/** What was written into Shopify: whom it is about, and what the shop had changed itself. */
interface Applied {
  readonly customerId: string;
  readonly overruled: readonly string[];
}

/** How soon an edit asks again for somebody who is on the way to Shopify. */
const askAgainMs = 500;

type EditAnswer = Written<Applied, { readonly takenBy?: string | null }>;

/** Brings one customer's edit to Shopify: made where new, else merged three ways with what the shop has now. */
export async function submitEdit(desk: Desk, taken: Taken<'customerEdits'>): Promise<void> {
  if (!isDue(taken.document.submission, desk.sight())) return desk.postpone(taken);
  const whom = await edited(desk, taken.document);
  if (whom.kind === 'waiting') return desk.postpone(taken, askAgainMs);
  if (whom.kind === 'refused') {
    const reason = 'The customer whom it changes was not taken by Shopify';
    await desk.record(taken, () => ({ kind: 'refused', because: { reason, takenBy: null } }), { reason });
    return;
  }
  const known = mustLookUp(taken.document.submission) ? await findMade(desk, taken.document) : undefined;
  const edit = await desk.begin(taken);
  if (!edit) return;
  const answer: EditAnswer = await desk.sent(signal =>
    edit.isNew && known === undefined
      ? make(desk, edit, signal)
      : apply(desk, known ?? whom.customerId, edit.changes, signal),
  );
  switch (answer.kind) {
    case 'accepted': {
      const { customerId, overruled } = answer.as;
      await desk.record(
        taken,
        after => ({ kind: 'accepted', as: { after, customerId, overruled: [...overruled] } }),
        { customerId, overruled },
      );
      return;
    }
    case 'refused': {
      const { reason, takenBy = null } = answer;
      await desk.record(taken, () => ({ kind: 'refused', because: { reason, takenBy } }), { reason });
      return;
    }
    case 'unanswered':
      await desk.record(taken, () => ({ kind: 'unanswered' }), { reason: answer.reason });
      return;
    case 'turned-away': {
      const { retryAfterMs, reason } = answer;
      await desk.record(taken, () => ({ kind: 'turned-away', retryAfterMs }), { reason });
    }
  }
}

/** Whom an edit changes: somebody whom a till made is known by the edit that made them, and is waited for. */
async function edited(desk: Desk, { customerId, isNew }: CustomerEdit): Promise<KnownCustomer> {
  if (isNew) return { kind: 'known', customerId };
  return resolveCustomer(customerId, await desk.creating(customerId));
}

/** The customer whom an earlier attempt may have made: by the address or number that only one can have, else by our mark. */
async function findMade({ source }: Desk, edit: CustomerEdit): Promise<string | undefined> {
  if (!edit.isNew) return undefined;
  const { writes } = source.shopify;
  const { email, phone, firstName, lastName } = fieldsOf(edit.changes, Object.keys(edit.changes));
  if (!email && !phone) return writes.customerMarked(markOf(edit), source.signal);
  const found = await writes.customerWith({ email: email ?? null, phone: phone ?? null }, source.signal);
  // Another customer with this address was there before: making ours is refused, with whose it is.
  const isOurs = found?.firstName === (firstName ?? null) && found.lastName === (lastName ?? null);
  return isOurs ? found?.id : undefined;
}

async function make(desk: Desk, edit: CustomerEdit, signal: AbortSignal): Promise<EditAnswer> {
  const { moved } = mergeCustomer(nobody, edit.changes);
  const fields = fieldsOf(edit.changes, moved);
  const mark = fields.email || fields.phone ? undefined : markOf(edit);
  const made = await desk.source.shopify.writes.createCustomer(fields, mark, signal);
  if (made.kind !== 'accepted') return made;
  return address(desk, made.as, edit.changes, moved, [], signal);
}

async function apply(
  desk: Desk,
  customerId: string,
  changes: CustomerChanges,
  signal: AbortSignal,
): Promise<EditAnswer> {
  const { shopify } = desk.source;
  const { found } = await shopify.byIds('customers', [customerId], 'background', signal);
  const [read] = found;
  if (!read) return { kind: 'refused', reason: 'The customer does not exist in Shopify any more' };
  const shop = editableOf({ ...read.document, rev: '' });
  const { moved, overruled } = mergeCustomer(shop, changes);
  const fields = fieldsOf(changes, moved);
  if (Object.keys(fields).length > 0) {
    const written = await shopify.writes.updateCustomer(customerId, fields, signal);
    if (written.kind !== 'accepted') return written;
  }
  return address(desk, customerId, changes, moved, overruled, signal);
}

async function address(
  desk: Desk,
  customerId: string,
  { address: change }: CustomerChanges,
  moved: readonly string[],
  overruled: readonly string[],
  signal: AbortSignal,
): Promise<EditAnswer> {
  const as = { customerId, overruled };
  if (!change || !moved.includes('address')) return { kind: 'accepted', as };
  const written = await desk.source.shopify.writes.setAddress(customerId, change.is, signal);
  return written.kind === 'accepted' ? { kind: 'accepted', as } : written;
}

function fieldsOf(
  { address: _address, ...texts }: CustomerChanges,
  names: readonly string[],
): CustomerFields {
  const wanted = Object.entries(texts).filter(([name]) => names.includes(name));
  return Object.fromEntries(wanted.map(([name, change]) => [name, change?.is ?? null]));
}

/** By which a customer without address and number is found again. */
function markOf({ id }: CustomerEdit): string {
  return `tidemark-${id}`;
}
