import type { Mirror } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { headsText } from '../heads-text.ts';
import { tillOf } from '../identity.ts';

/** GET /api/replication/heads: the newest places. With an ETag, so that "nothing new" has no body. */
export function headsRoute(mirror: Mirror): RequestHandler {
  return async (_req, res) => {
    const { shop, locationId } = tillOf(res);
    const heads = headsText(await mirror.heads(shop, locationId));
    res.setHeader('Cache-Control', 'no-cache').setHeader('ETag', `"${Object.values(heads).join(' ')}"`);
    res.json(heads);
  };
}
