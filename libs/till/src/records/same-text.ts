import { canonicalJson } from '@tidemark/schema';

/** Whether two documents are the same to the letter, however their keys are ordered. */
export function isSameText(a: object, b: object): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
