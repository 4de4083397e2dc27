import { digestRequestSchema, formatCheckpoint } from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { Mirror } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../identity.ts';

/** GET /api/replication/:collection/digest: all buckets, or with ?bucket the list of one. */
export function digestRoute(mirror: Mirror): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const { collection, bucket } = digestRequestSchema.parse({ ...req.query, ...req.params });
    const scope = scopeFor(collection, locationId);
    const answer =
      bucket === undefined
        ? await mirror.digest(shop, collection, scope)
        : await mirror.bucket(shop, collection, scope, bucket);
    res.json({ ...answer, checkpoint: formatCheckpoint(answer.checkpoint) });
  };
}
