import { reasonOf } from '@tidemark/till/reason';
import { reasonWords } from '../words/reason-words.ts';

/** What an error is about, for a cashier. */
export function errorWords(error: unknown): string {
  return reasonWords(reasonOf(error));
}
