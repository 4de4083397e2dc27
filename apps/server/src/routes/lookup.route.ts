import type { Ingest } from '@tidemark/exchange';
import { lookupRequestSchema } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { BusyFor } from '../http/busy-for.ts';
import { ingestOf, tillOf } from '../auth/identity.ts';
import { mostLookups } from '../http/limits.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/**
 * POST /api/lookup: why a code finds nothing on the till. Each may cause a request to Shopify that goes before all
 * others, so a till has a budget: a scanner that reads nonsense does not crowd out other tills.
 */
export function lookupRoute(ingests: ByShop<Ingest>): RequestHandler {
  const budget = new RateLimiterMemory({ points: mostLookups, duration: 60 });
  return async (req, res) => {
    const { shop, tillId, locationId } = tillOf(res);
    const { code } = lookupRequestSchema.parse(req.body);
    try {
      await budget.consume(`${shop} ${tillId}`);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new BusyFor(
        `This till asked for more than ${mostLookups} unknown codes within a minute.`,
        error.msBeforeNext,
      );
    }
    res.json(await ingestOf(ingests, shop).lookup(code, locationId));
  };
}
