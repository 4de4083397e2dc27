import { ChunklogError } from '@tidemark/chunklog-storage';
import type { SyncResponse } from '@tidemark/protocol';
import { reasonOf, type Reason } from './reason.ts';
import type { SyncLogEntry } from './till.ts';
import { WireError } from '../wire/wire-error.ts';

/** The outcome of a sync that holds what the barrier named, by what the barrier says of Shopify. */
export const outcomeOf = {
  read: 'up-to-date',
  importing: 'importing',
  unreachable: 'shopify-unreachable',
} as const satisfies Record<SyncResponse['shopify'], SyncLogEntry['outcome']>;

/** What went wrong with a sync. */
export function troubleOf(error: unknown): Reason {
  if (error instanceof WireError && error.code === 'not-signed-in') return { code: 'news-need-sign-in' };
  return reasonOf(error);
}

/** Whether what the till holds is lost, so that everything must be read anew beside it. */
export function isLost(error: unknown): boolean {
  if (error instanceof WireError) return error.code === 'checkpoint-lost';
  // The database of an open till was deleted. What is in memory of it stays in use until the next is complete.
  return error instanceof ChunklogError && error.code === 'gone';
}
