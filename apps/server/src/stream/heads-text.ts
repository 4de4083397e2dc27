import { formatCheckpoint, type Checkpoint, type Heads, type RecordHeads } from '@tidemark/protocol';
import { collectionNames, recordNames, type CollectionName, type RecordName } from '@tidemark/schema';

/** Heads as they are sent. */
export function headsText(heads: Record<CollectionName, Checkpoint>): Heads {
  const texts = {} as Heads;
  for (const name of collectionNames) texts[name] = formatCheckpoint(heads[name]);
  return texts;
}

/** Heads of records, as they are sent. */
export function recordHeadsText(heads: Record<RecordName, Checkpoint>): RecordHeads {
  const texts = {} as RecordHeads;
  for (const name of recordNames) texts[name] = formatCheckpoint(heads[name]);
  return texts;
}
