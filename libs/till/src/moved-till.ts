import type { SessionResponse } from '@tidemark/protocol';
import type { Caches } from './caches.ts';
import type { Keep } from './till.ts';

/** A till at another location has another location's stock to read. Remembers where it is now. */
export function movedSinceLastTime(keep: Keep, name: string, { location }: SessionResponse): boolean {
  const before = keep.get(`${name}-location`);
  keep.set(`${name}-location`, location.id);
  return before !== undefined && before !== location.id;
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
