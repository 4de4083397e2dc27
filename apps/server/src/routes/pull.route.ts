import {
  formatCheckpoint,
  parseCheckpoint,
  recordPullRequestSchema,
  pullRequestSchema,
  type Checkpoint,
  type PullRequest,
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
      const { collection, ...wanted } = recordPullRequestSchema.parse(asked);
      const page = await records.changesAfter(shop, collection, '', ...rangeOf(wanted));
      return sendPage(req, res, pageText(page));
    }
    const { collection, ...wanted } = pullRequestSchema.parse(asked);
    const scope = scopeFor(collection, locationId);
    const page = await mirror.changesAfter(shop, collection, scope, ...rangeOf(wanted));
    return sendPage(req, res, pageText(page));
  };
}

/** Which documents are asked for: from where, how many, in how many bytes, and up to where without deletions. */
function rangeOf({ checkpoint, limit, emptyAt }: Omit<PullRequest, 'collection'>) {
  const from = placeOf(checkpoint);
  return [from, limit, undefined, seqOf(emptyAt, from)] as const;
}

function placeOf(checkpoint: string | undefined) {
  return checkpoint === undefined ? undefined : parseCheckpoint(checkpoint);
}

/**
 * Up to which seq deletions are left out: to the newest for a reader that holds nothing. A place of another history says
 * nothing in this one.
 */
function seqOf(emptyAt: string | undefined, from: Checkpoint | undefined): number {
  if (emptyAt === undefined) return 0;
  if (emptyAt === 'now') return from === undefined ? Number.MAX_SAFE_INTEGER : 0;
  const { epoch, seq } = parseCheckpoint(emptyAt);
  return epoch === from?.epoch ? seq : 0;
}

function pageText({ documents, checkpoint, head, digest }: ChangePage): string {
  const rest = { checkpoint: formatCheckpoint(checkpoint), head: formatCheckpoint(head), digest };
  return `{"documents":[${documents.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
