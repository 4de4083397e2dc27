import type { SessionResponse } from '@tidemark/protocol';
import type { Caches } from './caches.ts';
import { keepIfPossible } from './kept.ts';
import type { Keep } from './till.ts';

/**
 * A till at another location has another location's stock to read, and so has one that could not remember where it was.
 * Remembers where it is now.
 */
export function movedSinceLastTime(keep: Keep, name: string, { location }: SessionResponse): boolean {
  const key = `${name}-location`;
  const before = keep.get(key);
  if (!keepIfPossible(keep, key, location.id)) keep.remove(key);
  return before !== location.id;
}

/** Drops the stock of the place where the till was; the next pull reads that of the new one from the beginning. */
export async function forgetStock(caches: Caches): Promise<void> {
  const levels = await caches.stored('inventoryLevels');
  const place = await caches.place('inventoryLevels');
  await caches.write(
    'inventoryLevels',
    [],
    levels.map(each => each.id),
    place && { ...place, seq: 0 },
  );
}
