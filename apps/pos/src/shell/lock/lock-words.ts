import { msg, numberText, str } from '@tidemark/elements/language';
import type { LockView, Safety, SignedOutWhy } from '@tidemark/till';
import { unsentWords } from '../../sync/unsent/unsent-words.ts';

type Locked = Extract<LockView, { readonly kind: 'locked' }>;

/** Says why a scan was refused; the sound of a refusal goes with it. */
export const lockedScanWords = (): string => msg('This till is locked. Unlock it, then scan again.');

/** From this many tries left on, the till says how many are left before it needs the network. */
const fewLeft = 5;
const mostWrong = 10;

/** Why a till is locked, and what that means for the cashier's work. */
export function lockedWords({ cause, by, wrong }: Locked): string {
  if (cause === 'withdrawn')
    return msg('The shop ended this sign-in. What is in the cart stays. Sign in to go on.');
  if (by === 'sign-in' && wrong < mostWrong)
    return msg(
      'This till cannot check your PIN by itself. Sign in to go on, which needs the network. What is in the cart stays.',
    );
  if (by === 'sign-in')
    return msg(
      'Too many wrong PINs. Now only a sign-in opens this till, which needs the network. What is in the cart stays.',
    );
  return cause === 'idle'
    ? msg('Nobody used this till for a while. What is in the cart stays.')
    : msg('What is in the cart stays.');
}

/** What a till says after a wrong PIN. */
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
  'key-lost': msg('This browser lost the key of its till. Sign in again: nothing that was sold is lost.'),
  blocked: msg('The shop blocked this till. What it held of the shop was removed.'),
});

/** Why no person is signed in, where that is not obvious. */
export function signedOutWords(why: SignedOutWhy | undefined): string {
  return why ? whys()[why] : '';
}

/** What still waits on a till without a sign-in; '' where nothing does. */
export function waitingWords(unsent: Safety['unsent'] | undefined, why: SignedOutWhy | undefined): string {
  const words = unsent ? unsentWords(unsent) : '';
  if (!words) return '';
  return why === 'blocked'
    ? msg(str`${words}: kept on this till, and sent once the shop lets this till in again.`)
    : msg(str`${words}: kept on this till, and sent as soon as the server answers.`);
}
