import { collectionSchema, formatCheckpoint, repairRequestSchema } from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { Mirror } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../identity.ts';

/** POST /api/replication/:collection/documents: documents by id, for repair. */
export function documentsRoute(mirror: Mirror): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const collection = collectionSchema.parse(req.params['collection']);
    const { ids } = repairRequestSchema.parse(req.body);
    const { documents, checkpoint } = await mirror.documents(
      shop,
      collection,
      scopeFor(collection, locationId),
      ids,
    );
    res
      .type('application/json')
      .send(`{"documents":[${documents.join(',')}],"checkpoint":"${formatCheckpoint(checkpoint)}"}`);
  };
}
