import { msg, str } from '@tidemark/elements/language';
import { errorWords } from '../sell/error-words.ts';

/**
 * Does what a cashier asked for. If it fails, says why in words, since an event handler has no caller to tell, and
 * answers undefined.
 */
export async function orSay<T>(
  act: () => Promise<T> | undefined,
  say: (words: string) => void,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    say(msg(str`That did not work: ${errorWords(error)}`));
    return undefined;
  }
}
