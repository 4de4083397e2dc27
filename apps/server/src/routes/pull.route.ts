import { formatCheckpoint, parseCheckpoint, pullRequestSchema } from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { Mirror } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../identity.ts';

/** GET /api/replication/:collection/pull?checkpoint&limit: the next page of changes, from stored text. */
export function pullRoute(mirror: Mirror): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const { collection, checkpoint, limit } = pullRequestSchema.parse({ ...req.query, ...req.params });
    const from = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint);
    const page = await mirror.changesAfter(shop, collection, scopeFor(collection, locationId), from, limit);
    const rest = {
      checkpoint: formatCheckpoint(page.checkpoint),
      head: formatCheckpoint(page.head),
      digest: page.digest,
    };
    res
      .type('application/json')
      .send(`{"documents":[${page.documents.join(',')}],${JSON.stringify(rest).slice(1)}`);
  };
}
