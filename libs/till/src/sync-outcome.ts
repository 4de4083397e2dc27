import { ChunklogError } from '@tidemark/chunklog-storage';
import type { SyncResponse } from '@tidemark/protocol';
import type { SyncLogEntry } from './till.ts';
import { WireError } from './wire.ts';

/** How a sync ended that holds what the barrier named. */
export const outcomeOf = {
  read: 'up-to-date',
  importing: 'importing',
  unreachable: 'shopify-unreachable',
} as const satisfies Record<SyncResponse['shopify'], SyncLogEntry['outcome']>;

/** What went wrong, in words for a cashier. */
export function troubleOf(error: unknown): string {
  if (error instanceof WireError && error.code === 'not-signed-in') return 'Sign in again to get news.';
  if (error instanceof Error) return error.message;
  return String(error);
}

/** Whether what is held is lost, so that everything is to be read anew beside it. */
export function isLost(error: unknown): boolean {
  if (error instanceof WireError) return error.code === 'checkpoint-lost';
  // Somebody deleted the database of an open till. What is in memory of it stays in use until the next is complete.
  return error instanceof ChunklogError && error.code === 'gone';
}
