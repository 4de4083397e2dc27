import { lifeOf } from '@tidemark/schema';
import { because } from '../api/reason.ts';
import type { Ledger } from '../records/marks/ledger.ts';
import { markId } from '../records/marks/marks.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Selling } from './selling.ts';

interface DecideParts {
  readonly ledger: Ledger;
  readonly wire: Pick<Wire, 'decide'>;
  /** Whether the server gave the session to the person at the till. */
  readonly isConfirmed: () => boolean;
}

/** As `Selling.decide`. @throws Error with a reason where the server does not allow it. */
export async function decide(
  { ledger, wire, isConfirmed }: DecideParts,
  ...[collection, id, decision, effect, approval]: Parameters<Selling['decide']>
): Promise<boolean> {
  // A record that the server never took is sent again from here.
  if (ledger.refusal(collection, id)) {
    if (decision.do === 'send-again') await ledger.note(markId.refusal(collection, id), {});
    return decision.do === 'send-again';
  }
  if (collection === 'carts') return false;
  const submission = lifeOf(ledger.document(collection, id), effect);
  if (submission?.state !== 'refused') return false;
  // The server would note the decision under the name of another person ([T98]).
  if (!isConfirmed())
    throw because(new Error('Type your PIN for the server first.'), { code: 'not-confirmed' });
  try {
    const about = {
      collection,
      id,
      sending: submission.sending,
      ...(effect === undefined ? {} : { effect }),
    };
    const answer = await wire.decide({ ...about, decision }, approval?.token);
    return answer.outcome === 'decided';
  } catch (error) {
    if (error instanceof WireError && error.code !== 'forbidden') return false;
    throw error;
  }
}
