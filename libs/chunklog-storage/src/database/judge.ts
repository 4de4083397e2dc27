import type { ChunkLog } from '../log/chunk-log.ts';
import { holdsCheckpoints, type CollectionState } from '../collection/collection-state.ts';
import type { OnDamage } from './damage.ts';
import { diskIndexKey } from '../disk-index/disk-index-build.ts';
import { ChunklogError } from '../log/errors.ts';
import type { Found } from './load.ts';

export type JudgeParts = {
  readonly name: string;
  readonly log: ChunkLog;
  readonly onDamage: OnDamage;
  readonly states: ReadonlyMap<string, CollectionState>;
  /** Called with the collections that were dropped. */
  readonly onDropped: (collections: readonly string[]) => void;
};

/**
 * Handles damage that a reader found. Of a precious collection the whole records are kept. A cache is dropped, and with
 * it all replication checkpoints: one that says "everything up to here is stored" would now be wrong. Throws then,
 * since running replications hold such a checkpoint: the database must be opened again.
 */
export async function judge(
  { name, log, onDamage, states, onDropped }: JudgeParts,
  state: CollectionState,
  { damaged, missing }: Found,
): Promise<void> {
  if (damaged.length === 0 && missing === 0) return;
  const { kind, key } = state;
  const found = { kind, database: name, collection: key, damaged, missing };
  state.isDamaged = true;
  if (kind === 'precious') return onDamage({ ...found, outcome: 'whole-records-kept' });
  const checkpoints = Object.keys((await log.manifest()).collections).filter(holdsCheckpoints);
  const dropped = [key, ...checkpoints];
  await log.drop([...dropped, diskIndexKey(key)]);
  const refusal = new ChunklogError(
    'dropped',
    `${key} was damaged and dropped; open ${name} again to fill it`,
  );
  for (const each of dropped) {
    const open = states.get(each);
    if (open) open.refusal = refusal;
  }
  onDropped(dropped);
  onDamage({ ...found, outcome: 'dropped' });
  throw refusal;
}
