import {
  formatCheckpoint,
  parseCheckpoint,
  recordPullRequestSchema,
  pullRequestSchema,
} from '@tidemark/protocol';
import { scopeFor } from '@tidemark/schema';
import type { ChangePage, Mirror, Records } from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import { isRecord } from '../is-record.ts';
import { sendPage } from '../http/send-page.ts';

/** GET /api/replication/:collection/pull?checkpoint&limit: the next page of changes, from stored text. */
export function pullRoute(mirror: Mirror, records: Records): RequestHandler {
  return async (req, res) => {
    const { shop, locationId } = tillOf(res);
    const asked = { ...req.query, ...req.params };
    if (isRecord(req.params['collection'])) {
      const { collection, checkpoint, limit } = recordPullRequestSchema.parse(asked);
      const page = await records.changesAfter(shop, collection, '', placeOf(checkpoint), limit);
      return sendPage(req, res, pageText(page));
    }
    const { collection, checkpoint, limit } = pullRequestSchema.parse(asked);
    const scope = scopeFor(collection, locationId);
    const page = await mirror.changesAfter(shop, collection, scope, placeOf(checkpoint), limit);
    return sendPage(req, res, pageText(page));
  };
}

function placeOf(checkpoint: string | undefined) {
  return checkpoint === undefined ? undefined : parseCheckpoint(checkpoint);
}

function pageText({ documents, checkpoint, head, digest }: ChangePage): string {
  const rest = { checkpoint: formatCheckpoint(checkpoint), head: formatCheckpoint(head), digest };
  return `{"documents":[${documents.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
