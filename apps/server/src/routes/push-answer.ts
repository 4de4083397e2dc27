import type { RowOutcome } from '@tidemark/mirror';
import { protocolHeader, revOf, type PushOutcome, type WrittenDocument } from '@tidemark/protocol';
import type { Flaw, FlawCode } from '@tidemark/schema';
import type { Request } from 'express';

/** The first protocol version in which a push may be answered with a deleted document. */
const firstWithRetired = 10;

/** The first protocol version in which a sale may have effects. */
const firstWithEffects = 11;

/** The first protocol version in which a record may be of a till whose key is unknown. */
const firstWithUnknownKeys = 12;

/** The first protocol version in which a record may name approvals, and that they are missing. */
const firstWithApprovals = 13;

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
  if (answer.outcome !== 'conflict') return answer;
  const document = knownTo(version, answer.document);
  if (document === answer.document) return answer;
  // Named by its own content: an updated till finds the difference, and fetches the record.
  return { ...answer, document: { ...document, rev: revOf(document) } };
}

function retiredAnswer(
  { id, document }: Extract<RowOutcome, { outcome: 'retired' }>,
  version: number,
): PushOutcome {
  const gone = { id, _deleted: true };
  const told = version < firstWithRetired ? { ...document, _deleted: false } : { ...gone, rev: revOf(gone) };
  return { outcome: 'conflict', id, document: told };
}

/** A sale as it is told; of any other record, neither field is there. */
type Told = WrittenDocument & {
  readonly effects?: unknown;
  readonly approvals?: unknown;
  readonly flaws?: readonly Flaw[];
};

function knownTo(version: number, document: Told): Told {
  const known = version < firstWithApprovals ? withoutApprovals(document) : document;
  const told = version < firstWithEffects ? withoutEffects(known) : known;
  return version < firstWithUnknownKeys ? withFlaw(told, 'key-unknown', 'hash-broken') : told;
}

function withoutEffects(document: Told): Told {
  const { effects, ...others } = document;
  return effects === undefined ? document : others;
}

function withoutApprovals(document: Told): Told {
  const { approvals, ...others } = document;
  const told = approvals === undefined ? document : others;
  return withFlaw(told, 'not-allowed', 'staff-dismissed');
}

/** A flaw that earlier versions do not know is told as the nearest that they do. */
function withFlaw(document: Told, code: FlawCode, nearest: FlawCode): Told {
  if (!document.flaws?.some(each => each.code === code)) return document;
  const flaws = document.flaws.map(each => (each.code === code ? { ...each, code: nearest } : each));
  return { ...document, flaws };
}
