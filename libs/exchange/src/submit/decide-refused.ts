import { decide, type Decision, type Submission } from '@tidemark/conflict';
import type { Decided, Moved } from '@tidemark/mirror';
import type { DecisionRequest } from '@tidemark/protocol';
import { lifeOf, type Submitted } from '@tidemark/schema';
import { livingOn } from './lives.ts';
import type { Decider } from './submit.ts';

/** The record after a person's decision; undefined if the decision was about another refusal. */
export function decided(
  document: Submitted,
  { collection, sending, decision, effect }: DecisionRequest,
): Moved | undefined {
  const life = lifeOf(document, effect);
  if (life === undefined) return undefined;
  const isEdit = collection === 'customerEdits';
  const chosen = isEdit && decision.do === 'resolve' ? { customerId: decision.customerId ?? null } : {};
  const asked =
    decision.do === 'resolve'
      ? { do: 'resolve', sending, as: { note: decision.note, ...chosen } }
      : { do: 'send-again', sending };
  const next = decide<Submission>(life, asked as Decision<Submission>);
  return next === life ? undefined : livingOn(document, effect, next);
}

/** What a sale keeps of a decision about its order; nothing is kept of one about an effect, or another record. */
export function decisionKept(
  { collection, decision, effect }: DecisionRequest,
  by: Decider,
): Decided | undefined {
  if (collection !== 'sales' || effect !== undefined) return undefined;
  return { staffId: by.staffId, at: new Date(by.at).toISOString(), do: decision.do };
}
