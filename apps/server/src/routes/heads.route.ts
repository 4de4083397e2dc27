import type { Mirror } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { headsText } from '../heads-text.ts';
import { tillOf } from '../identity.ts';

/** GET /api/replication/heads: the newest places. With an ETag, so that "nothing new" has no body. */
export function headsRoute(mirror: Mirror): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const heads = headsText(await mirror.heads(shop, locationId));
    const tag = `"${Object.values(heads).join(' ')}"`;
    res.setHeader('Cache-Control', 'no-cache').setHeader('ETag', tag);
    // Express would not answer 304: browsers send `Cache-Control: no-cache` with an `If-None-Match` of ours.
    if (req.headers['if-none-match'] === tag) res.status(304).end();
    else res.json(heads);
  };
}
