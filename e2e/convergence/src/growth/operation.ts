/**
 * How the cost of an operation may grow with what is stored: not at all, with the height of a tree, with the amount
 * that it returns, or with sorting that amount. `SPEC.md` says which, and why.
 */
export type Growth = 'constant' | 'logarithmic' | 'linear' | 'sorting';

/** Something that the server or a till does often. */
export interface Operation {
  readonly name: string;
  readonly growth: Growth;
  /** How many times it is measured; the median counts. */
  readonly rounds: number;
  /** Runs before each `act`, and is not measured. `n` counts the rounds from 0. */
  readonly prepare?: (n: number) => unknown;
  readonly act: (n: number) => unknown;
}

/** An operation's median in milliseconds, without the first tenth of its rounds, in which code and caches warm up. */
export async function medianMs({ rounds, prepare, act }: Operation): Promise<number> {
  const times: number[] = [];
  const warm = Math.ceil(rounds / 10);
  for (let n = 0; n < rounds + warm; n++) {
    await prepare?.(n);
    const startedAt = performance.now();
    await act(n);
    if (n >= warm) times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
