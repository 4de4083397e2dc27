/** Keys of a keyboard-wedge scanner so far, and when the last came. */
export interface Burst {
  readonly text: string;
  readonly at: number;
}

export const noBurst: Burst = { text: '', at: -Infinity };

/**
 * The longest pause, in milliseconds, between two keys of one code. In a field, whose keys are somebody's words as well, it
 * tells a scanner from a person. Elsewhere keys mean nothing else, and a wireless scanner stutters, as does a busy machine:
 * half of a code must never be looked up.
 */
export const longestPause = { inField: 60, elsewhere: 1_000 } as const;
/** Shorter bursts are somebody's typing. */
const shortest = 4;

/** What a key means: the burst goes on, or, with Enter after a burst, it was a scan. */
export function afterKey(
  burst: Burst,
  key: string,
  at: number,
  pauseMs: number,
): { readonly burst: Burst; readonly scanned: string | undefined } {
  const goesOn = at - burst.at <= pauseMs;
  if (key === 'Enter')
    return { burst: noBurst, scanned: goesOn && burst.text.length >= shortest ? burst.text : undefined };
  if (key.length !== 1) return { burst, scanned: undefined };
  return { burst: { text: goesOn ? burst.text + key : key, at }, scanned: undefined };
}
