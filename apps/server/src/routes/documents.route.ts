import { collectionSchema, formatCheckpoint, repairRequestSchema } from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { Mirror, Records } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import { isRecord } from '../is-record.ts';

/** POST /api/replication/:collection/documents: documents by id, for repair. */
export function documentsRoute(mirror: Mirror, records: Records): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const name: unknown = req.params['collection'];
    const { ids } = repairRequestSchema.parse(req.body);
    const { documents, checkpoint, left } = isRecord(name)
      ? await records.documents(shop, name, '', ids)
      : await cached(mirror, shop, name, locationId, ids);
    const rest = { checkpoint: formatCheckpoint(checkpoint), ...(left.length > 0 ? { left } : {}) };
    res
      .type('application/json')
      .send(`{"documents":[${documents.join(',')}],${JSON.stringify(rest).slice(1)}`);
  };
}

function cached(mirror: Mirror, shop: string, name: unknown, locationId: string, ids: readonly string[]) {
  const collection = collectionSchema.parse(name);
  return mirror.documents(shop, collection, scopeFor(collection, locationId), ids);
}
