import { msg } from '@tidemark/elements/language';

/** Why a decision was not accepted. */
export function notDecidedWords(): string {
  return msg('The server could not be asked, or somebody was faster. Try again in a moment.');
}
