/** What chunklog storage can do beyond RxDB's interface. RxDB wraps storages; others than ours keep no log. */
import type { RxStorageInstance } from 'rxdb';

type Instance = RxStorageInstance<never, unknown, unknown>;

interface LogStorage {
  scrub(): Promise<void>;
  dropOthers(isLeft: (collectionName: string) => boolean): Promise<void>;
}

/** Leaves nothing in the collection's log of what was changed or deleted. */
export async function scrubbing(instance: Instance): Promise<void> {
  const own = ownOf(instance);
  await own.scrub?.call(own);
}

/** Deletes the collections beside this one that nobody has open here, and whose name `isLeft` picks. */
export async function droppingOthers(
  instance: Instance,
  isLeft: (collectionName: string) => boolean,
): Promise<void> {
  const own = ownOf(instance);
  await own.dropOthers?.call(own, isLeft);
}

function ownOf(instance: Instance): Partial<LogStorage> {
  const { originalStorageInstance: own = instance } = instance as { originalStorageInstance?: Instance };
  return own as Partial<LogStorage>;
}
