import type { Ingest, Submit } from '@tidemark/exchange';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../auth/identity.ts';

/** GET /api/status: the state of the shop's mirror and of records, and what holds those up. */
export function statusRoute(
  ingests: ReadonlyMap<string, Ingest>,
  submits: ReadonlyMap<string, Submit>,
  version: string,
): RequestHandler {
  return async (_req, res) => {
    const { shop, locationId } = tillOf(res);
    const status = await ingestOf(ingests, shop).status(version, locationId);
    const submit = await submits.get(shop)?.health();
    const heldUp = submit?.troubles.map(each => ({ ...each, since: new Date(each.since).toISOString() }));
    res.json({ ...status, submissions: submit?.counts, heldUp });
  };
}
