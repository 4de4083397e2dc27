import { msg, str } from '@tidemark/elements/language';
import { errorWords } from '../sell/error-words.ts';
/** Why a till could not be opened, for the person in front of it. */
export function openingWords(error: unknown): string {
  if (isDenied(error))
    return msg(
      'The till could not be opened: this browser lets it keep nothing here. It blocks what pages of one site keep inside of another’s. Allow it for this page, or give page and server one domain, or open the till in a tab of its own.',
    );
  return msg(str`The till could not be opened: ${errorWords(error)}`);
}

/** Whether it is the error that browsers give for storage, locks and databases in a frame whose site is blocked. */
function isDenied(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'SecurityError' || /denied|access is not allowed/i.test(error.message))
  );
}
