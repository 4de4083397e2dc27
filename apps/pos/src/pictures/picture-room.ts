/**
 * How much room pictures may take in a browser. Sales come first, so pictures are limited, and stay out of the last
 * free room.
 */
export const pictureLimits = {
  /** All together, in bytes. */
  bytes: 48 * 1024 * 1024,
  count: 4_000,
  /** The limit for one picture: a larger one is shown and not kept. */
  each: 1024 * 1024,
  /** What stays free for everything else, in bytes; a fifth of a small quota. */
  reserve: 128 * 1024 * 1024,
} as const;

/** An amount of pictures: of those kept, or of those to remove. */
export interface Amount {
  readonly bytes: number;
  readonly count: number;
}

/** What the browser says of this site's storage; undefined where it says nothing. */
export interface Room {
  readonly usage?: number | undefined;
  readonly quota?: number | undefined;
  /** A write found no room. Browsers that do not tell the size of their disk show it only by that. */
  readonly wasFull?: boolean;
}

/** Whether a picture is kept, and how many of the least recently used make room for it. */
export interface Keeping {
  readonly keeps: boolean;
  readonly gives: Amount;
}

/** At a limit, pictures are reduced to nine tenths of it, so that not every picture pushes out another. */
const slack = 0.9;

/** Decides what happens to a new picture of this size, beside what is kept, with this room. */
export function decideKeeping(held: Amount, bytes: number, room: Room): Keeping {
  const gives = {
    bytes: Math.min(held.bytes, Math.max(overBytes(held, bytes), shortOf(room, bytes))),
    count: held.count + 1 > pictureLimits.count ? held.count + 1 - pictureLimits.count * slack : 0,
  };
  // If more is missing than all pictures have, there is no room for a picture.
  return { keeps: bytes <= pictureLimits.each && shortOf(room, bytes) <= held.bytes, gives };
}

/** How many bytes are missing from the room that must stay free, once `bytes` more are taken. */
export function shortOf({ usage, quota }: Room, bytes = 0): number {
  if (usage === undefined || quota === undefined) return 0;
  return Math.max(0, Math.min(pictureLimits.reserve, quota / 5) - (quota - usage - bytes));
}

function overBytes(held: Amount, bytes: number): number {
  const all = held.bytes + bytes;
  return all > pictureLimits.bytes ? all - pictureLimits.bytes * slack : 0;
}
