import { digestRequestSchema, formatCheckpoint, promiseSchema } from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { Mirror, Promises, Replicated, ReplicatedName } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import { isPromise } from '../is-promise.ts';

const promiseDigestSchema = digestRequestSchema.extend({ collection: promiseSchema });

/** GET /api/replication/:collection/digest: all buckets, or with ?bucket the list of one. */
export function digestRoute(mirror: Mirror, promises: Promises): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const asked = { ...req.query, ...req.params };
    if (isPromise(req.params['collection'])) {
      const { collection, bucket } = promiseDigestSchema.parse(asked);
      res.json(await digestOf(promises, { shop, collection, scope: '' }, bucket));
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
