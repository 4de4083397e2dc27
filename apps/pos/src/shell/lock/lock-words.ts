import { msg, numberText, str } from '@tidemark/elements/language';
import type { LockView, Safety, SignedOutWhy } from '@tidemark/till';
import { unsentWords } from '../../sync/unsent/unsent-words.ts';

type Locked = Extract<LockView, { readonly kind: 'locked' }>;

/** For somebody who scans, with the sound of a refusal. */
export const lockedScanWords = (): string => msg('This till is locked. Unlock it, then scan again.');

/** So many wrong PINs are left before one of them asks for the network: then it is said. */
const fewLeft = 5;
const mostWrong = 10;

/** Why a till is locked, and what that means for what was being done. */
export function lockedWords({ cause, by }: Locked): string {
  if (cause === 'withdrawn')
    return msg('The shop ended this sign-in. What is in the cart stays. Sign in to go on.');
  if (by === 'sign-in')
    return msg(
      'Too many wrong PINs. Now only a sign-in opens this till, which needs the network. What is in the cart stays.',
    );
  return cause === 'idle'
    ? msg('Nobody used this till for a while. What is in the cart stays.')
    : msg('What is in the cart stays.');
}

/** After a PIN that was wrong. */
export function wrongPinWords(wrong: number): string {
  const left = mostWrong - wrong;
  if (left > fewLeft) return msg('This PIN is not right.');
  if (left === 1)
    return msg(
      'This PIN is not right. After one more, only a sign-in opens this till, which needs the network.',
    );
  return msg(
    str`This PIN is not right. After ${numberText(left)} more, only a sign-in opens this till, which needs the network.`,
  );
}

const whys = (): Readonly<Record<SignedOutWhy, string>> => ({
  'too-long': msg(
    'This till was without the server for so long that its sign-in has ended. Connect it to the network, and sign in.',
  ),
  broken: msg('The sign-in that was kept on this till cannot be read. Sign in again.'),
  blocked: msg('The shop blocked this till. What it held of the shop was removed.'),
});

/** Why nobody is signed in, where that is not plain. */
export function signedOutWords(why: SignedOutWhy | undefined): string {
  return why ? whys()[why] : '';
}

/** What still waits on a till at which nobody is signed in; '' where nothing does. */
export function waitingWords(unsent: Safety['unsent'] | undefined, why: SignedOutWhy | undefined): string {
  const words = unsent ? unsentWords(unsent) : '';
  if (!words) return '';
  return why === 'blocked'
    ? msg(str`${words}: kept on this till, and sent once the shop lets this till in again.`)
    : msg(str`${words}: kept on this till, and sent after the next sign-in.`);
}
