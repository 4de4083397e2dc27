import type { Ingest, Submit } from '@tidemark/exchange';
import type { Records } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../auth/identity.ts';

/** GET /api/status: the state of the shop's mirror and of records, and what holds those up. */
export function statusRoute(parts: {
  readonly ingests: ReadonlyMap<string, Ingest>;
  readonly submits: ReadonlyMap<string, Submit>;
  readonly records: Pick<Records, 'journalState'>;
  readonly version: string;
  readonly now: () => number;
}): RequestHandler {
  const { ingests, submits, records, version, now } = parts;
  return async (_req, res) => {
    const { shop, locationId } = tillOf(res);
    const status = await ingestOf(ingests, shop).status(version, locationId);
    const submit = await submits.get(shop)?.health();
    const heldUp = submit?.troubles.map(each => ({ ...each, since: new Date(each.since).toISOString() }));
    const { gapCount: gaps, forks, flawed } = await records.journalState(shop, now());
    res.json({ ...status, submissions: submit?.counts, heldUp, journal: { gaps, forks, flawed } });
  };
}
