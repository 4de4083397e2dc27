import type { Ingest } from '@tidemark/exchange';
import { syncRequestSchema } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../auth/identity.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/** POST /api/sync: the barrier. Answers after a catch-up that started after this request arrived. */
export function syncRoute(ingests: ByShop<Ingest>): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    syncRequestSchema.parse(req.body);
    res.json(await ingestOf(ingests, shop).catchUp(locationId));
  };
}
