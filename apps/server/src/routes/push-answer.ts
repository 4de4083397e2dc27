import type { RowOutcome } from '@tidemark/mirror';
import { protocolHeader, revOf, type PushOutcome } from '@tidemark/protocol';
import type { Request } from 'express';

/** The first protocol version in which a push may be answered with a deleted document. */
const firstWithRetired = 10;

/** The first protocol version in which a sale may have effects. */
const firstWithEffects = 11;

/** The protocol version in which a till speaks. */
export function versionOf(req: Pick<Request, 'headers'>): number {
  return Number(req.headers[protocolHeader]);
}

/**
 * What a till is told of a row. A record that has left the tills is a deleted document; a till of an earlier version
 * would take that for a broken server and send again, so it gets the record as it is stored. What its version does not
 * know is left out.
 */
export function answerOf(outcome: RowOutcome | PushOutcome, version: number): PushOutcome {
  const answer = outcome.outcome === 'retired' ? retiredAnswer(outcome, version) : (outcome as PushOutcome);
  return answer.outcome === 'conflict' && version < firstWithEffects ? withoutEffects(answer) : answer;
}

function retiredAnswer(
  { id, document }: Extract<RowOutcome, { outcome: 'retired' }>,
  version: number,
): PushOutcome {
  const gone = { id, _deleted: true };
  const told = version < firstWithRetired ? { ...document, _deleted: false } : { ...gone, rev: revOf(gone) };
  return { outcome: 'conflict', id, document: told };
}

/** Named by its own content: an updated till finds the difference, and fetches the record. */
function withoutEffects(answer: Extract<PushOutcome, { outcome: 'conflict' }>): PushOutcome {
  const { effects, ...document } = answer.document as typeof answer.document & { readonly effects?: unknown };
  return effects === undefined ? answer : { ...answer, document: { ...document, rev: revOf(document) } };
}
