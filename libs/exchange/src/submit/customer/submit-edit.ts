import { editableOf, isNameless, markOf, mergeCustomer, mustLookUp, nobody } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import { resolveCustomer, type CustomerEdit, type KnownCustomer } from '@tidemark/schema';
import { isUnread, type Written } from '@tidemark/shopify';
import { inShopsWords } from './contact.ts';
import type { SubmitQueue } from '../submit-queue.ts';
import { fieldsOf, findMade } from '../sale/find-made.ts';
import { isDue } from '../next-step.ts';

/** What was written to Shopify: the customer, and what the shop itself had changed. */
interface Applied {
  readonly customerId: string;
  readonly overruled: readonly string[];
  /** Why Shopify refused a new customer's address. */
  readonly addressRefused?: string;
}

/** How soon an edit checks again for a customer who is on the way to Shopify. */
const askAgainMs = 500;
/** How soon a customer without e-mail and phone is searched for again. */
const searchAgainMs = 10_000;

type EditAnswer = Written<Applied, { readonly takenBy?: string | null }>;

/** Sends one customer edit to Shopify: creates a new customer, or else merges three ways with what the shop has now. */
export async function submitEdit(queue: SubmitQueue, taken: Taken<'customerEdits'>): Promise<void> {
  if (!isDue(taken.document.submission, queue.sight())) return queue.postpone(taken);
  const whom = await edited(queue, taken.document);
  if (whom.kind === 'waiting') return queue.postpone(taken, askAgainMs);
  if (whom.kind === 'refused') {
    const reason = 'The customer whom it changes was not taken by Shopify';
    await queue.record(taken, () => ({ kind: 'refused', because: { reason, takenBy: null } }), { reason });
    return;
  }
  if (!taken.document.isNew && (await queue.isBehind(taken))) return queue.postpone(taken, askAgainMs);
  const found = mustLookUp(taken.document.submission) ? await findMade(queue, taken) : { known: undefined };
  if (found === 'later') return queue.postpone(taken, searchAgainMs);
  const edit = await queue.begin(taken);
  if (!edit) return;
  const answer: EditAnswer =
    'failure' in found
      ? { kind: 'unanswered', reason: found.failure }
      : await queue.sent(signal =>
          edit.isNew && found.known === undefined
            ? make(queue, edit, signal)
            : apply(queue, edit, found.known ?? whom.customerId, signal),
        );
  switch (answer.kind) {
    case 'accepted': {
      const { customerId, overruled, ...refused } = answer.as;
      await queue.record(
        taken,
        after => ({ kind: 'accepted', as: { after, customerId, overruled: [...overruled] } }),
        { customerId, overruled, ...refused },
      );
      return;
    }
    case 'refused': {
      const { reason, takenBy = null } = answer;
      await queue.record(taken, () => ({ kind: 'refused', because: { reason, takenBy } }), { reason });
      return;
    }
    case 'unanswered':
      await queue.record(taken, () => ({ kind: 'unanswered' }), { reason: answer.reason });
      return;
    case 'turned-away': {
      const { retryAfterMs, reason } = answer;
      await queue.record(taken, () => ({ kind: 'turned-away', retryAfterMs }), { reason });
    }
  }
}

/**
 * The customer whom an edit changes. One created by a till is known by the edit that created them, and is waited for.
 */
async function edited(queue: SubmitQueue, { customerId, isNew }: CustomerEdit): Promise<KnownCustomer> {
  if (isNew) return { kind: 'known', customerId };
  return resolveCustomer(customerId, await queue.creating(customerId));
}

async function make(queue: SubmitQueue, edit: CustomerEdit, signal: AbortSignal): Promise<EditAnswer> {
  const { moved } = mergeCustomer(nobody, edit.changes);
  const fields = fieldsOf(edit.changes, moved);
  const mark = isNameless(edit) ? markOf(edit) : undefined;
  const made = await queue.source.shopify.writes.createCustomer(fields, mark, signal);
  if (made.kind !== 'accepted') return made;
  return address(queue, edit, { customerId: made.as, overruled: [] }, moved, signal);
}

async function apply(
  queue: SubmitQueue,
  edit: CustomerEdit,
  customerId: string,
  signal: AbortSignal,
): Promise<EditAnswer> {
  const { shopify } = queue.source;
  const { found } = await shopify.byIds('customers', [customerId], 'background', signal);
  const [read] = found;
  if (!read) return { kind: 'refused', reason: 'The customer does not exist in Shopify any more' };
  if (isUnread(read)) return { kind: 'refused', reason: `The customer cannot be read: ${read.reason}` };
  const shop = editableOf({ ...read.document, rev: '' });
  const { moved, overruled } = mergeCustomer(shop, inShopsWords(shop, edit.changes));
  const fields = fieldsOf(edit.changes, moved);
  if (Object.keys(fields).length > 0) {
    const written = await shopify.writes.updateCustomer(customerId, fields, signal);
    if (written.kind !== 'accepted') return written;
  }
  return address(queue, edit, { customerId, overruled }, moved, signal);
}

/** The last step. [T15] The new customer exists by now: no answer about the address undoes that. */
async function address(
  queue: SubmitQueue,
  { isNew, changes }: CustomerEdit,
  as: Applied,
  moved: readonly string[],
  signal: AbortSignal,
): Promise<EditAnswer> {
  if (!changes.address || !moved.includes('address')) return { kind: 'accepted', as };
  const written = await queue.source.shopify.writes.setAddress(as.customerId, changes.address.is, signal);
  if (written.kind === 'accepted') return { kind: 'accepted', as };
  if (!isNew) return written;
  const { reason } = written;
  if (written.kind !== 'refused') return { kind: 'unanswered', reason };
  return { kind: 'accepted', as: { ...as, overruled: [...as.overruled, 'address'], addressRefused: reason } };
}
