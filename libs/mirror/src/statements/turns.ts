/** The longest that consecutive pieces of work, of all callers together, may hold the event loop. */
const longestMs = 4;

/** When work began in this round of the loop. There is one loop, whatever store or commit the work is for. */
let heldSince: number | undefined;

/**
 * Lets the event loop run between pieces of work that together would block it for long. Resolves at once, or in a later
 * round if this one has lasted long enough.
 */
export async function giveTurn(): Promise<void> {
  while (heldSince !== undefined && performance.now() - heldSince > longestMs)
    await new Promise(resolve => setImmediate(resolve));
  if (heldSince !== undefined) return;
  heldSince = performance.now();
  setImmediate(() => (heldSince = undefined));
}
