import { ChunklogError } from '@tidemark/chunklog-storage';
import type { SyncResponse } from '@tidemark/protocol';
import { reasonOf, type Reason } from './reason.ts';
import type { SyncLogEntry } from './till.ts';
import { WireError } from '../wire/wire-error.ts';

/** How a sync ended that holds what the barrier named. */
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

/** Whether what is held is lost, so that everything is to be read anew beside it. */
export function isLost(error: unknown): boolean {
  if (error instanceof WireError) return error.code === 'checkpoint-lost';
  // Somebody deleted the database of an open till. What is in memory of it stays in use until the next is complete.
  return error instanceof ChunklogError && error.code === 'gone';
}
