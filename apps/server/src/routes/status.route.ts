import type { Ingest } from '@tidemark/exchange';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../identity.ts';

/** GET /api/status: what the server knows of the shop's mirror. */
export function statusRoute(ingests: ReadonlyMap<string, Ingest>, version: string): RequestHandler {
  return async (_req, res) => {
    const { shop, locationId } = tillOf(res);
    res.json(await ingestOf(ingests, shop).status(version, locationId));
  };
}
