/**
 * How the cost of an operation may grow with what lies still: not at all, as the height of a tree does, with what it
 * hands out, or as putting that in order does. `SPEC.md` says which, and why.
 */
export type Growth = 'constant' | 'logarithmic' | 'linear' | 'sorting';

/** Something that the server or a till does often. */
export interface Operation {
  readonly name: string;
  readonly growth: Growth;
  /** How often it is tried: the median counts. */
  readonly rounds: number;
  /** Does it once; `n` counts from 0. What it does before `act` is called is not measured. */
  readonly prepare?: (n: number) => unknown;
  readonly act: (n: number) => unknown;
}

/** The median of an operation, in milliseconds, after the first tenth of its rounds, in which code and caches warm up. */
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
