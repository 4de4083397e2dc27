import { covers, formatCheckpoint, type Checkpoint } from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';

/** How far a collection was read, and how far it will have been read. */
interface PlaceMove {
  readonly name: CollectionName;
  readonly held: Checkpoint | undefined;
  readonly next: Checkpoint;
}

/**
 * A write of a tab asks its fence first, and tells it which place is stored with the write. Rejects where another tab
 * now does what this one began.
 */
export type Fence = (move?: PlaceMove) => Promise<void>;

/**
 * The fence of a tab, which `leads` or rejects. A tab may stand still between that question and its write; the tab that
 * leads by then went on from a later place. So a place never goes back, nor into another history. The storage refuses a
 * write that was prepared before a later place was stored, so one of the two tabs finds out. Only a return to the very
 * beginning is allowed, on purpose.
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
