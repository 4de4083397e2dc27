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

/** What stands in a search field when Enter is pressed in it, and what of it came how. */
export interface InField {
  readonly value: string;
  /** What came with a scanner's pauses (`longestPause.inField`), if that was a scan. */
  readonly quick: string | undefined;
  /** What came with those of one that stutters (`longestPause.elsewhere`): `quick` is the end of it. */
  readonly halting: string | undefined;
  /** Whether a product has this code. */
  readonly isKnown: (code: string) => boolean;
  /** Whether a product has these words. */
  readonly fits: (words: string) => boolean;
}

/**
 * The code that a scanner brought into a field, whatever stood there before; undefined where the whole value is meant, as
 * the field's own Enter knows. After a stutter only the end came quickly, and half of a code must never be looked up: it is
 * taken by itself only where it is a code and the whole is none, as after words that were typed just before the scan.
 */
export function codeInField({ value, quick, halting, isKnown, fits }: InField): string | undefined {
  if (halting === undefined) return undefined;
  // It may have stuttered to its last key, or somebody typed: then only what is surely a code is one, and no words.
  if (quick === undefined && (!isKnown(halting) || fits(value))) return undefined;
  const code = quick !== undefined && isKnown(quick) && !isKnown(halting) ? quick : halting;
  return code === value ? undefined : code;
}
