import {
  checkpointSchema,
  formatCheckpoint,
  parseCheckpoint,
  type Checkpoint,
  type PullResponse,
} from '@tidemark/protocol';
import { ReplicationError } from './errors.ts';

/**
 * The checkpoint that RxDB stores: a place in the history of one mirror, and the scope that was read (a location for
 * stock, '' otherwise). RxDB merges checkpoints key by key, so every one has all three.
 */
export interface PlaceCheckpoint {
  readonly epoch: string;
  readonly seq: number;
  readonly scope: string;
}

/** The stored checkpoint; undefined if there is none, or it is not a place. */
export function placeOf(stored: unknown): PlaceCheckpoint | undefined {
  const { epoch, seq, scope } = (stored ?? {}) as Partial<PlaceCheckpoint>;
  if (typeof epoch !== 'string' || typeof seq !== 'number' || typeof scope !== 'string') return undefined;
  return checkpointSchema.safeParse(formatCheckpoint({ epoch, seq })).success
    ? { epoch, seq, scope }
    : undefined;
}

/**
 * The place of a page, which must come after the requested one.
 * @throws ReplicationError `offline` for a page that goes back, or belongs to another history.
 */
export function nextPlace(
  from: Checkpoint | undefined,
  page: Pick<PullResponse, 'documents' | 'checkpoint'>,
): Checkpoint {
  const next = parseCheckpoint(page.checkpoint);
  const isOther = from !== undefined && next.epoch !== from.epoch;
  const isBack =
    from !== undefined && (next.seq < from.seq || (page.documents.length > 0 && next.seq === from.seq));
  const isNowhere = page.documents.length > 0 && next.seq === 0;
  if (isOther || isBack || isNowhere)
    throw new ReplicationError(
      'offline',
      `the page at ${page.checkpoint} does not follow ${from ? formatCheckpoint(from) : 'the beginning'}`,
    );
  return next;
}

export function isSamePlace(a: Checkpoint | undefined, b: Checkpoint | undefined): boolean {
  return a?.epoch === b?.epoch && a?.seq === b?.seq;
}
