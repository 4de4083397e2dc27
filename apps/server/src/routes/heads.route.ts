import type { Mirror, Records } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { headsText, recordHeadsText } from '../stream/heads-text.ts';
import { tillOf } from '../auth/identity.ts';

/**
 * GET /api/replication/heads: the newest places of the caches. With an ETag, so that "nothing new" has no body; it also
 * changes with records, so that a till without a stream notices those too.
 */
export function headsRoute(mirror: Mirror, records: Records): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const heads = headsText(await mirror.heads(shop, locationId));
    const written = recordHeadsText(await records.heads(shop));
    const tag = `"${[...Object.values(heads), ...Object.values(written)].join(' ')}"`;
    res.setHeader('Cache-Control', 'no-cache').setHeader('ETag', tag);
    // Express would not answer 304: browsers send `Cache-Control: no-cache` with an `If-None-Match` of ours.
    if (req.headers['if-none-match'] === tag) res.status(304).end();
    else res.json(heads);
  };
}
