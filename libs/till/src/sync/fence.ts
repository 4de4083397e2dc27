import { covers, formatCheckpoint, type Checkpoint } from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';

/** How far a collection was read, and how far it will have been. */
interface PlaceMove {
  readonly name: CollectionName;
  readonly held: Checkpoint | undefined;
  readonly next: Checkpoint;
}

/**
 * Asked before each write of what a tab began, and told of the place that is stored with it. Rejects where another tab does by now
 * what this one began.
 */
export type Fence = (move?: PlaceMove) => Promise<void>;

/**
 * The fence of a tab, which `leads` or rejects. A tab may stand still between that question and its write: whoever leads by then
 * went on from a later place. So a place never goes back, nor into another history; the storage refuses a write that was
 * prepared before a later place was stored, so one of the two finds out. Only the very beginning is gone back to, on purpose.
 */
export function fenceOf(leads: () => Promise<void>): Fence {
  return async move => {
    await leads();
    if (move) mustNotGoBack(move);
  };
}

function mustNotGoBack({ name, held, next }: PlaceMove): void {
  if (!held || covers(next, held) || (next.seq === 0 && next.epoch === held.epoch)) return;
  throw new Error(
    `${name} was read to ${formatCheckpoint(held)} meanwhile, and this is as of ${formatCheckpoint(next)}`,
  );
}
