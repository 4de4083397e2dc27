import type { Ingest } from '@tidemark/exchange';
import type { AuditResponse } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../auth/identity.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/** POST /api/audit: compare every document with Shopify, in the background; its report is in /api/status. */
export function auditRoute(ingests: ByShop<Ingest>): RequestHandler {
  return (_req, res) => {
    void ingestOf(ingests, tillOf(res).shop).audit();
    const answer: AuditResponse = { started: true };
    res.status(202).json(answer);
  };
}
