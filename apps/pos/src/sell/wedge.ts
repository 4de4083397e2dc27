/** Keys of a keyboard-wedge scanner so far, and when the last came. */
export interface Burst {
  readonly text: string;
  readonly at: number;
}

export const noBurst: Burst = { text: '', at: -Infinity };

/** A scanner types faster than this between two keys; a person does not. */
const fastMs = 60;
/** Shorter bursts are somebody's typing. */
const shortest = 4;

/** What a key means: the burst goes on, or, with Enter after a fast burst, it was a scan. */
export function afterKey(
  burst: Burst,
  key: string,
  at: number,
): { readonly burst: Burst; readonly scanned: string | undefined } {
  const isFast = at - burst.at <= fastMs;
  if (key === 'Enter')
    return { burst: noBurst, scanned: isFast && burst.text.length >= shortest ? burst.text : undefined };
  if (key.length !== 1) return { burst, scanned: undefined };
  return { burst: { text: isFast ? burst.text + key : key, at }, scanned: undefined };
}
