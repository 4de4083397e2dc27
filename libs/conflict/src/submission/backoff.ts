const firstMs = 1_000;
const longestMs = 5 * 60_000;

/**
 * The wait after `attempts` attempts: twice as long each time, up to five minutes. `chance` (0 to 1) decides its upper
 * half, so that a hundred sales that failed together do not come back together.
 */
export function backoff(attempts: number, chance: number): number {
  const longest = Math.min(firstMs * 2 ** Math.max(attempts - 1, 0), longestMs);
  return Math.round(longest / 2 + (longest / 2) * chance);
}
