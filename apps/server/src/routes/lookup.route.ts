import type { Ingest } from '@tidemark/exchange';
import { lookupRequestSchema } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../identity.ts';

/** POST /api/lookup: why a code finds nothing on the till. */
export function lookupRoute(ingests: ReadonlyMap<string, Ingest>): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const { code } = lookupRequestSchema.parse(req.body);
    res.json(await ingestOf(ingests, shop).lookup(code, locationId));
  };
}
