import { reasonOf } from '@tidemark/till/reason';
import { reasonWords } from '../words/reason-words.ts';

/** The cause of an error, in a cashier's words. */
export function errorWords(error: unknown): string {
  return reasonWords(reasonOf(error));
}
