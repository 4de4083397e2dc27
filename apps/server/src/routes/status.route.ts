import type { Ingest } from '@tidemark/exchange';
import type { Promises } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../identity.ts';

/** GET /api/status: what the server knows of the shop's mirror, and of what tills wrote. */
export function statusRoute(
  ingests: ReadonlyMap<string, Ingest>,
  promises: Promises,
  version: string,
): RequestHandler {
  return async (_req, res) => {
    const { shop, locationId } = tillOf(res);
    const status = await ingestOf(ingests, shop).status(version, locationId);
    res.json({ ...status, submissions: await promises.counts(shop) });
  };
}
