import { digestRequestSchema, formatCheckpoint, recordDigestRequestSchema } from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { Mirror, Records, Replicated, ReplicatedName } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import { isRecord } from '../is-record.ts';

/** GET /api/replication/:collection/digest: all buckets, or with ?bucket the list of one. */
export function digestRoute(mirror: Mirror, records: Records): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const asked = { ...req.query, ...req.params };
    if (isRecord(req.params['collection'])) {
      const { collection, bucket } = recordDigestRequestSchema.parse(asked);
      res.json(await digestOf(records, { shop, collection, scope: '' }, bucket));
      return;
    }
    const { collection, bucket } = digestRequestSchema.parse(asked);
    const scope = scopeFor(collection, locationId);
    res.json(await digestOf(mirror, { shop, collection, scope }, bucket));
  };
}

async function digestOf<C extends ReplicatedName>(
  store: Replicated<C>,
  { shop, collection, scope }: { readonly shop: string; readonly collection: C; readonly scope: string },
  bucket: number | undefined,
): Promise<object> {
  const answer =
    bucket === undefined
      ? await store.digest(shop, collection, scope)
      : await store.bucket(shop, collection, scope, bucket);
  return { ...answer, checkpoint: formatCheckpoint(answer.checkpoint) };
}
