import type { SessionResponse } from '@tidemark/protocol';
import type { Caches } from '../caches/caches.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { Keep } from '../browser/keep.ts';

/** The session that begins, and the one before it. */
interface Sessions {
  readonly session: SessionResponse;
  readonly before: SessionResponse | undefined;
}

/** Whether the till must read other stock: it is at another location, or could not remember where it was. */
export function isElsewhere(
  { session: { location }, before }: Sessions,
  { keep, name }: { readonly keep: Keep; readonly name: string },
): boolean {
  const moved = before !== undefined && before.location.id !== location.id;
  return moved || keep.get(`${name}-location`) !== location.id;
}

/** Remembers where the till is, once it has no other location's stock any more. */
export function rememberPlace(keep: Keep, name: string, { location }: SessionResponse): void {
  const key = `${name}-location`;
  if (!keepIfPossible(keep, key, location.id)) keep.remove(key);
}

/** Drops the stock of the till's last location; the next pull reads the new location's from the beginning. */
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
