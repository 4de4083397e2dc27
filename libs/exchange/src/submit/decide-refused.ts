import { decide, type Decision, type Submission } from '@tidemark/conflict';
import type { Decided } from '@tidemark/mirror';
import type { DecisionRequest } from '@tidemark/protocol';
import type { Submitted } from '@tidemark/schema';
import type { Decider } from './submit.ts';

/** The submission after a person's decision; undefined if the decision was about another refusal. */
export function decided(
  { submission }: Submitted,
  { collection, sending, decision }: DecisionRequest,
): Submitted['submission'] | undefined {
  const isEdit = collection === 'customerEdits';
  const chosen = isEdit && decision.do === 'resolve' ? { customerId: decision.customerId ?? null } : {};
  const asked =
    decision.do === 'resolve'
      ? { do: 'resolve', sending, as: { note: decision.note, ...chosen } }
      : { do: 'send-again', sending };
  const next = decide<Submission>(submission, asked as Decision<Submission>);
  return next === submission ? undefined : (next as Submitted['submission']);
}

/** What a sale keeps of a decision about it; other records keep none. */
export function decisionKept({ collection, decision }: DecisionRequest, by: Decider): Decided | undefined {
  if (collection !== 'sales') return undefined;
  return { staffId: by.staffId, at: new Date(by.at).toISOString(), do: decision.do };
}
