import { ShopifyError, type BulkKind } from '@tidemark/shopify';
import { asOfNow, type AsOf } from '../into-mirror/as-of.ts';
import type { Source } from '../source.ts';

/** Shopify ended a bulk operation without its result. */
class BulkFailed extends Error {
  override readonly name = 'BulkFailed';
}

/** Bulk operations that fail are started again so often before the work gives up until later. */
const attempts = 3;

/** A bulk operation that was begun. */
export interface RunningBulk {
  readonly bulkId: string;
  /** On Shopify's clock, milliseconds since the epoch: what changed since is not in its file for sure. */
  readonly startedAt: number;
  /** On our clock: what was read later is newer. */
  readonly readAt: number;
  /** Where what tills write stood before: of a bulk read of levels. */
  readonly asOf?: AsOf;
}

/** Where a bulk operation is remembered, so that a restart waits for it instead of starting another. */
export interface BulkMemory {
  load(): Promise<RunningBulk | undefined>;
  save(running: RunningBulk | undefined): Promise<void>;
}

/**
 * Has Shopify write everything of a kind into a file, waits, and hands the file's address over; undefined where there
 * is nothing. What fails, or breaks off while it is read, is begun again, a few times.
 */
export async function withBulkFile(
  source: Source,
  kind: BulkKind,
  memory: BulkMemory,
  pause: () => Promise<void>,
  read: (url: string | undefined, running: RunningBulk) => Promise<void>,
): Promise<void> {
  const { shopify, signal, now } = source;
  for (let attempt = 1; ; attempt++) {
    try {
      let running = await memory.load();
      if (!running) {
        const readAt = now();
        const asOf = await asOfNow(source);
        const { id, startedAt } = await shopify.startBulk(kind, signal);
        running = { bulkId: id, startedAt, readAt, asOf };
        await memory.save(running);
      }
      for (;;) {
        const state = await shopify.bulkState(running.bulkId, signal);
        if (state.state === 'completed') return await read(state.url, running);
        if (state.state === 'failed') throw new BulkFailed(state.reason);
        await pause();
        signal.throwIfAborted();
      }
    } catch (error) {
      signal.throwIfAborted();
      const mayMend =
        error instanceof BulkFailed || (error instanceof ShopifyError && error.reason === 'unreachable');
      if (!mayMend || attempt >= attempts) throw error;
      await memory.save(undefined);
    }
  }
}
