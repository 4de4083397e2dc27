import type { RowOutcome } from '@tidemark/mirror';
import { protocolHeader, revOf, type PushOutcome } from '@tidemark/protocol';
import type { Request } from 'express';

/** The first protocol version in which a push may be answered with a deleted document. */
const firstWithRetired = 10;

/** The protocol version in which a till speaks. */
export function versionOf(req: Pick<Request, 'headers'>): number {
  return Number(req.headers[protocolHeader]);
}

/**
 * What a till is told of a row. A record that has left the tills is a deleted document; a till of an earlier version
 * would take that for a broken server and send again, so it gets the record as it is stored.
 */
export function answerOf(outcome: RowOutcome | PushOutcome, version: number): PushOutcome {
  if (outcome.outcome !== 'retired') return outcome as PushOutcome;
  const { id, document } = outcome;
  const gone = { id, _deleted: true };
  const told = version < firstWithRetired ? { ...document, _deleted: false } : { ...gone, rev: revOf(gone) };
  return { outcome: 'conflict', id, document: told };
}
