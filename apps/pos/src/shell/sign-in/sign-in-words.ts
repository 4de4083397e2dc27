import { msg, str } from '@tidemark/elements/language';
import type { SignInResult } from '@tidemark/till';
import { reasonWords } from '../../words/reason-words.ts';
import { errorWords } from '../../sell/error-words.ts';

/** Whether this browser is no till of the shop yet, and somebody else has to approve of it. */
export function isUnapproved(result: SignInResult): boolean {
  if (result.kind === 'signed-in') return false;
  const { reason } = result;
  return reason.code === 'server-refuses' && reason.why === 'till-unapproved';
}

/** Why a sign-in failed; '' where it did not. */
export function notSignedInWords(result: SignInResult): string {
  if (result.kind === 'signed-in') return '';
  const { reason } = result;
  if (reason.code === 'server-refuses' && reason.refusal === 'not-signed-in')
    return msg('Shop, name or PIN is not right.');
  if (isUnapproved(result))
    return msg(
      'This browser is not a till of the shop yet, or the name or PIN of who approves is not right.',
    );
  const words = reasonWords(reason);
  return result.kind === 'offline' ? msg(str`${words} Signing in needs the network.`) : words;
}

/** Words for a sign-in that failed in this till itself. */
export function signInFailedWords(error: unknown): string {
  return msg(str`Signing in failed: ${errorWords(error)}. Try again; if it stays so, reload the page.`);
}
