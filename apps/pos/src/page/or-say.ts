import { msg, str } from '@tidemark/elements/language';
import { errorWords } from '../sell/error-words.ts';

/**
 * Does what a cashier asked for, and says in words why it did not work: an event handler has nobody else to tell. Answers
 * undefined then.
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
