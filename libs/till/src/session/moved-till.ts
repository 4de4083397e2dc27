import type { SessionResponse } from '@tidemark/protocol';
import type { Caches } from '../caches/caches.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { Keep } from '../browser/keep.ts';

/** Who signs in, and who was signed in before. */
interface Sessions {
  readonly session: SessionResponse;
  readonly before: SessionResponse | undefined;
}

/** A till at another location has another location's stock to read, and so has one that could not remember where it was. */
export function isElsewhere(
  { session: { location }, before }: Sessions,
  { keep, name }: { readonly keep: Keep; readonly name: string },
): boolean {
  const moved = before !== undefined && before.location.id !== location.id;
  return moved || keep.get(`${name}-location`) !== location.id;
}

/** Remembers where it is, once it has no other's stock any more. */
export function rememberPlace(keep: Keep, name: string, { location }: SessionResponse): void {
  const key = `${name}-location`;
  if (!keepIfPossible(keep, key, location.id)) keep.remove(key);
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
