import { ShopifyError, type BulkKind } from '@tidemark/shopify';
import { asOfNow, type AsOf } from '../into-mirror/as-of.ts';
import type { Source } from '../source.ts';

/** Shopify ended a bulk operation without its result. */
class BulkFailed extends Error {
  override readonly name = 'BulkFailed';
}

/** How often a failed bulk operation is started before the import gives up until later. */
const attempts = 3;

/** A bulk operation that was started. */
export interface RunningBulk {
  readonly bulkId: string;
  /** On Shopify's clock, milliseconds since the epoch: later changes may be missing from its file. */
  readonly startedAt: number;
  /** On our clock: a later read is newer. */
  readonly readAt: number;
  /** For a bulk read of levels: the places of tills' records before it. */
  readonly asOf?: AsOf;
}

/** Remembers a bulk operation, so that a restart waits for it instead of starting another. */
export interface BulkMemory {
  load(): Promise<RunningBulk | undefined>;
  save(running: RunningBulk | undefined): Promise<void>;
}

/**
 * Has Shopify write all documents of a kind into a file, waits, and passes on the file's address; undefined if there
 * are none. If the operation fails, or its reading is interrupted, it starts again, a few times.
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
