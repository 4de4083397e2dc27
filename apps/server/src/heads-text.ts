import { formatCheckpoint, type Checkpoint, type Heads } from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';

/** Heads as they travel. */
export function headsText(heads: Record<CollectionName, Checkpoint>): Heads {
  const texts = {} as Heads;
  for (const name of collectionNames) texts[name] = formatCheckpoint(heads[name]);
  return texts;
}
