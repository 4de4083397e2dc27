import { judgePush, type Writer } from '@tidemark/conflict';
import { pushRequestSchema, type PushOutcome, type PushResponse } from '@tidemark/protocol';
import { tillMark, type JudgeRow, type Records, type Register, type SecurityEvent } from '@tidemark/mirror';
import { neededForMove, notAllowed, type Role, type Sale, type StockMove } from '@tidemark/schema';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { senderOf } from '../auth/push-sender.ts';
import { roleOf as roleOfStaff } from '../auth/session.ts';
import { sealsOf } from '../auth/sealed.ts';
import type { Signatures } from '../auth/signatures.ts';
import { isRecord } from '../is-record.ts';
import { answerOf, versionOf } from './push-answer.ts';

interface PushParts {
  readonly records: Records;
  readonly register: Register;
  readonly signatures: Signatures;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

/** POST /api/replication/:collection/push: a till's records, answered row by row once all accepted rows are stored. */
export function pushRoute({ records, register, signatures, note, now, log }: PushParts): RequestHandler {
  return async (req, res) => {
    const { shop, tillId, isBlocked } = senderOf(res);
    const { collection, rows, carriedFrom } = pushRequestSchema.parse({ ...req.body, ...req.params });
    const pushed = rows.map(each => each.newDocumentState);
    const seals = await sealsOf(collection === 'sales' ? pushed : [], { shop, tillId, register, signatures });
    const at = now();
    const writer: Writer = {
      ...{ shop, tillId, carriedFrom, now: at, isTillBlocked: isBlocked },
      sealOf: entry => seals.get(entry) ?? 'not-signed',
    };
    const roleOf = collection === 'stockMoves' ? await rolesIn(register, shop) : undefined;
    const found = new Map<string, Finding>();
    const judge: JudgeRow = (row, current, facts, isErased) => {
      const verdict = judgePush(collection, row, current, writer, facts, isErased);
      const isNewMove = roleOf && current === undefined && verdict.kind !== 'refuse';
      const finding = isNewMove ? moveFinding(verdict.document as StockMove, roleOf) : findingOf(verdict);
      if (finding) found.set(row.id, finding);
      return verdict;
    };
    const outcomes = isRecord(collection)
      ? await records.store(shop, collection, pushed, judge, at)
      : pushed.map(each => refusedOf(each.id, judgePush(collection, each, undefined, writer)));
    res.json({ outcomes: outcomes.map(each => answerOf(each, versionOf(req))) } as PushResponse);
    for (const [record, finding] of found) {
      const trace = { shop, till: tillMark(tillId), record, ...finding };
      note({ ...trace, address: req.ip ?? '' });
      log.warn(trace, finding.what);
    }
  };
}

/** What is wrong with a record that is stored nevertheless. */
type Finding =
  | { readonly what: 'record-flawed'; readonly codes: string }
  | { readonly what: 'record-not-allowed'; readonly permission: string }
  | { readonly what: 'record-forked' };

type RoleOf = (staffId: string) => Role | undefined;

/** What those who work here may do now. */
async function rolesIn(register: Register, shop: string): Promise<RoleOf> {
  const roles = new Map((await register.staffOf(shop)).map(each => [each.id, roleOfStaff(each)]));
  return id => roles.get(id);
}

/** [A104] The goods have moved: a move that nobody might write is stored, told to Shopify, and named in the log. */
function moveFinding(move: StockMove, roleOf: RoleOf): Finding | undefined {
  const [permission] = notAllowed(neededForMove(move), move, roleOf);
  return permission && { what: 'record-not-allowed', permission };
}

function findingOf(verdict: ReturnType<JudgeRow>): Finding | undefined {
  if (verdict.kind === 'refuse') return verdict.keep ? { what: 'record-forked' } : undefined;
  const { flaws = [] } = verdict.document as Partial<Sale>;
  if (!verdict.changed || flaws.length === 0) return undefined;
  return { what: 'record-flawed', codes: [...new Set(flaws.map(each => each.code))].join(' ') };
}

/** Tills do not write caches: every row of one is refused. */
function refusedOf(id: string, verdict: ReturnType<JudgeRow>): PushOutcome {
  if (verdict.kind !== 'refuse') throw new Error('a cache was taken for a record');
  return { outcome: 'refused', id, code: verdict.code, message: verdict.message };
}
