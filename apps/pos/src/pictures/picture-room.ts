/** What pictures may take of a browser. Sales come first, so pictures are bounded, and stay out of the last free room. */
export const pictureLimits = {
  /** All together, in bytes. */
  bytes: 48 * 1024 * 1024,
  count: 4_000,
  /** One alone: a larger one is shown and not kept. */
  each: 1024 * 1024,
  /** What stays free for everything else, in bytes; of a small quota a fifth. */
  reserve: 128 * 1024 * 1024,
} as const;

/** How much something is: of kept pictures, or of those to be given up. */
export interface Amount {
  readonly bytes: number;
  readonly count: number;
}

/** What the browser says of this site's storage; undefined where it says nothing. */
export interface Room {
  readonly usage?: number | undefined;
  readonly quota?: number | undefined;
  /** A write found no room. Browsers that keep the size of their disk to themselves tell it by that alone. */
  readonly wasFull?: boolean;
}

/** Whether a picture is kept, and how much of the least recently used goes before it. */
export interface Keeping {
  readonly keeps: boolean;
  readonly gives: Amount;
}

/** Whoever is over a bound goes below it by a tenth, so that not every picture costs another. */
const slack = 0.9;

/** What happens to a new picture of so many bytes, beside what is held, with so much room. */
export function decideKeeping(held: Amount, bytes: number, room: Room): Keeping {
  const gives = {
    bytes: Math.min(held.bytes, Math.max(overBytes(held, bytes), shortOf(room, bytes))),
    count: held.count + 1 > pictureLimits.count ? held.count + 1 - pictureLimits.count * slack : 0,
  };
  // More than all pictures have is missing: then there is no room for one.
  return { keeps: bytes <= pictureLimits.each && shortOf(room, bytes) <= held.bytes, gives };
}

/** How many bytes are missing in what has to stay free, once `bytes` more are taken. */
export function shortOf({ usage, quota }: Room, bytes = 0): number {
  if (usage === undefined || quota === undefined) return 0;
  return Math.max(0, Math.min(pictureLimits.reserve, quota / 5) - (quota - usage - bytes));
}

function overBytes(held: Amount, bytes: number): number {
  const all = held.bytes + bytes;
  return all > pictureLimits.bytes ? all - pictureLimits.bytes * slack : 0;
}
