import type { Ingest } from '@tidemark/exchange';
import { findRequestSchema } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../auth/identity.ts';
import { mostSearches } from '../http/limits.ts';
import { UnderWay } from '../http/under-way.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/** POST /api/find: a search by words in the mirror and in Shopify. */
export function findRoute(ingests: ByShop<Ingest>): RequestHandler {
  const searches = new UnderWay(mostSearches, 'This till is searching already. Wait for the answer.');
  return async (req, res) => {
    const { shop, tillId, locationId } = tillOf(res);
    const request = findRequestSchema.parse(req.body);
    const ingest = ingestOf(ingests, shop);
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    try {
      const answer = await searches.run(`${shop} ${tillId}`, () =>
        ingest.find(request, locationId, gone.signal),
      );
      res.json(answer);
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  };
}
