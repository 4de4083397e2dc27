import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import type { Streams } from '../stream/streams.ts';

/** GET /api/replication/stream: one stream of changes for all collections. */
export function streamRoute(streams: Streams): RequestHandler {
  return async (_req, res) => {
    await streams.open(tillOf(res), res);
  };
}
