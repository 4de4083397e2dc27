import type { Ingest } from '@tidemark/exchange';
import { lookupRequestSchema, ProtocolError } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ingestOf, tillOf } from '../identity.ts';
import { mostLookups } from '../limits.ts';

/**
 * POST /api/lookup: why a code finds nothing on the till. Shopify may be asked for each, before everything else that it is
 * asked, so a till has a budget: one whose scanner reads nonsense does not take the place of the others.
 */
export function lookupRoute(ingests: ReadonlyMap<string, Ingest>): RequestHandler {
  const budget = new RateLimiterMemory({ points: mostLookups, duration: 60 });
  return async (req, res) => {
    const { shop, tillId, locationId } = tillOf(res);
    const { code } = lookupRequestSchema.parse(req.body);
    try {
      await budget.consume(`${shop} ${tillId}`);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      res.setHeader('Retry-After', seconds);
      throw new ProtocolError(
        'busy',
        `This till asked for more than ${mostLookups} unknown codes within a minute. Try again in ${seconds} seconds.`,
      );
    }
    res.json(await ingestOf(ingests, shop).lookup(code, locationId));
  };
}
