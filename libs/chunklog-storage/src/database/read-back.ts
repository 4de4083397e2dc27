import type { ChunkLog, CollectionWrite } from '../log/chunk-log.ts';
import { ChunklogError } from '../log/errors.ts';
import type { Manifest } from '../log/manifest.ts';

/**
 * Reads what was just written back from the disk.
 * @throws if it is missing or not whole, though the disk reported it as stored. Part of it may be there: the next
 * reader meets it as damage.
 */
export async function readBack(
  log: ChunkLog,
  writes: readonly CollectionWrite[],
  manifest: Manifest,
): Promise<void> {
  for (const write of writes) {
    if ((await isWhole(log, write, manifest)) || (await wasRewritten(log, write, manifest))) continue;
    throw new ChunklogError('failed', `${write.collection}: the disk said that it stored this, and did not`);
  }
}

async function isWhole(
  log: ChunkLog,
  { collection, after, chunks }: CollectionWrite,
  { collections }: Manifest,
): Promise<boolean> {
  const { generation = 0, last = 0 } = collections[collection] ?? {};
  const from = { seq: after, part: Infinity };
  const { readings } = await log.read({
    collection,
    generation,
    after: from,
    upTo: last,
    limit: chunks.length,
  });
  return readings.filter(({ kind }) => kind === 'whole').length === chunks.length;
}

/** Whether another tab rewrote it; that tab has read it for the rewrite. */
async function wasRewritten(
  log: ChunkLog,
  { collection }: CollectionWrite,
  { collections }: Manifest,
): Promise<boolean> {
  const now = (await log.manifest()).collections[collection];
  return now?.generation !== collections[collection]?.generation;
}
