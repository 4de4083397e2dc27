import { msg, str } from '@tidemark/elements/language';
import type { SignInResult } from '@tidemark/till';
import { errorWords } from '../sell/error-words.ts';

/** Why somebody was not signed in; '' where they were. */
export function notSignedInWords(result: SignInResult): string {
  if (result.kind === 'signed-in') return '';
  return result.kind === 'offline'
    ? msg(str`${result.message} Signing in needs the network.`)
    : result.message;
}

/** Of a sign-in that this till itself failed at. */
export function signInFailedWords(error: unknown): string {
  return msg(str`Signing in failed: ${errorWords(error)}. Try again; if it stays so, reload the page.`);
}
