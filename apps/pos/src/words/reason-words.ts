import { moneyText } from '@tidemark/elements/look/money-text';
import { languageNow, msg, sourceLanguage, str } from '@tidemark/elements/language';
import type { Reason } from '@tidemark/till';
import { storageWords } from './storage-words.ts';

type Refusal = Extract<Reason, { code: 'server-refuses' | 'sending-refused' }>;

/** Why something was not done, for the person who asked for it. */
export function reasonWords(reason: Reason): string {
  switch (reason.code) {
    case 'server-unreachable':
      return msg('The server does not answer.');
    case 'server-late':
      return msg('The shop did not answer in time. Try again.');
    case 'server-broken':
      return msg('The shop’s server is in trouble and gave no answer. Try again in a moment.');
    case 'server-refuses':
      return refusalWords(reason);
    case 'sending-refused':
      return msg(
        str`The server does not take anything now (${refusalWords(reason)}). Everything is kept on this till and sent by itself.`,
      );
    case 'sending-needs-sign-in':
      return msg('Sign in again: until then everything is kept on this till.');
    case 'sending-offline':
      return msg('The server cannot be reached. Everything is kept on this till and sent by itself.');
    case 'news-need-sign-in':
      return msg('Sign in again to get news.');
    case 'shopify-unreachable':
      return msg('Shopify cannot be reached; the till has what the server last read.');
    case 'data-damaged':
      return msg('What this till held of the shop was damaged on this device; it is read again.');
    case 'other-tab-silent':
      return msg('The other tab did not answer.');
    case 'older-tab-open':
      return msg('Another tab has it open with an earlier version. Close that tab, and reload this one.');
    case 'till-closed':
      return msg('The till is closed.');
    case 'sign-in-first':
      return msg('Sign in first.');
    case 'sign-out-first':
      return msg('Sign out first: who is signed in reads the shop again.');
    case 'not-allowed':
      return msg('Your role does not allow this. Ask a manager to sign in.');
    case 'not-confirmed':
      return msg('Type your PIN once more first: the server does not know yet that it is you.');
    case 'cart-unknown':
      return msg('This cart is not known here.');
    case 'customer-unknown':
      return msg('This customer is not known here.');
    case 'move-below-one':
      return msg('A move is of one or more.');
    case 'count-unknown':
      return msg('This till does not know how many there should be.');
    case 'count-not-whole':
      return msg('A count is a whole number.');
    case 'query-empty':
      return msg('Type what you are looking for.');
    case 'cart-empty':
      return msg('There is nothing in the cart.');
    case 'line-below-one':
      return msg('A line must be of one or more.');
    case 'payment-not-whole':
      return msg('A payment must be a whole amount of money.');
    case 'still-due':
      return msg(str`${moneyText(reason.amount, reason.currency)} is still to be paid.`);
    case 'card-over':
      return msg(
        str`The card would pay ${moneyText(reason.amount, reason.currency)} too much: a card gives no change.`,
      );
    case 'settings-not-read':
      return msg('This till has not read the shop’s settings yet.');
    case 'no-receipt-numbers':
      return msg('This till has no receipt numbers yet: sign in again.');
    case 'sale-not-found':
      return msg('The sale cannot be found.');
    case 'key-unreadable':
      return msg(
        'This till cannot read its key just now, so it cannot sign this sale. Try again: if it still cannot, the sale is stored without a signature, and Sync All says so.',
      );
    case 'not-sellable':
      return msg(str`This cannot be sold as it is: ${reason.message}.`);
    case 'money-impossible':
      return msg(str`This does not work out: ${reason.message}.`);
    case 'unknown':
      return reason.message;
    default:
      return storageWords(reason);
  }
}

/** The server speaks only English: what it says besides its code is shown where the screen is in English. */
function refusalWords({ refusal, message }: Refusal): string {
  if (languageNow() === sourceLanguage && message !== '') return message;
  switch (refusal) {
    case 'not-signed-in':
    case 'not-signed':
      return msg('Sign in again.');
    case 'till-taken':
      return msg('The server knows this till in another browser. Sign in again.');
    case 'till-blocked':
      return msg('This till was blocked by the shop.');
    case 'busy':
      return msg('The server has too much to do. Try again in a moment.');
    case 'client-outdated':
      return msg('This till’s program is of another version than the server. Get the latest update.');
    case 'shopify-unavailable':
      return msg('Shopify cannot be reached just now. Try again in a moment.');
    case 'forbidden':
      return msg('The server does not allow this.');
    case 'too-large':
      return msg('This is more than the server takes at once.');
    case 'invalid-request':
    case 'not-found':
    case 'checkpoint-lost':
      return msg(str`The server did not understand this till (${refusal}).`);
  }
}
