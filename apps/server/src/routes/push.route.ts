import { judgePush, type Writer } from '@tidemark/conflict';
import { pushRequestSchema, type PushOutcome, type PushResponse } from '@tidemark/protocol';
import type { JudgeRow, Records } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import { isRecord } from '../is-record.ts';

/** POST /api/replication/:collection/push: a till's records, answered row by row once all accepted rows are stored. */
export function pushRoute(records: Records, now: () => number): RequestHandler {
  return async (req, res) => {
    const { shop, tillId } = tillOf(res);
    const { collection, rows, carriedFrom } = pushRequestSchema.parse({ ...req.body, ...req.params });
    const at = now();
    const writer: Writer = { shop, tillId, carriedFrom, now: at };
    const judge: JudgeRow = (pushed, current) => judgePush(collection, pushed, current, writer);
    const pushed = rows.map(each => each.newDocumentState);
    const outcomes = isRecord(collection)
      ? await records.store(shop, collection, pushed, judge, at)
      : pushed.map(each => refusedOf(each.id, judge(each, undefined)));
    res.json({ outcomes } as PushResponse);
  };
}

/** Tills do not write caches: every row of one is refused. */
function refusedOf(id: string, verdict: ReturnType<JudgeRow>): PushOutcome {
  if (verdict.kind !== 'refuse') throw new Error('a cache was taken for a record');
  return { outcome: 'refused', id, code: verdict.code, message: verdict.message };
}
