import { formatCheckpoint, type Checkpoint, type Heads, type PromiseHeads } from '@tidemark/protocol';
import { collectionNames, promiseNames, type CollectionName, type PromiseName } from '@tidemark/schema';

/** Heads as they travel. */
export function headsText(heads: Record<CollectionName, Checkpoint>): Heads {
  const texts = {} as Heads;
  for (const name of collectionNames) texts[name] = formatCheckpoint(heads[name]);
  return texts;
}

/** Heads of what tills write, as they travel. */
export function promiseHeadsText(heads: Record<PromiseName, Checkpoint>): PromiseHeads {
  const texts = {} as PromiseHeads;
  for (const name of promiseNames) texts[name] = formatCheckpoint(heads[name]);
  return texts;
}
