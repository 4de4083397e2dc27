import { msg } from '@tidemark/elements/language';
import type { Flaw, FlawCode } from '@tidemark/schema';

/** Why a record was held back, in the words of a manager; each reason once. */
export function flawWords(flaws: readonly Flaw[]): string {
  return [...new Set(flaws.map(({ code }) => wordsOf(code)))].join(' ');
}

function wordsOf(code: FlawCode): string {
  switch (code) {
    case 'staff-unknown':
      return msg('Nobody of this name works here.');
    case 'staff-dismissed':
      return msg('Whoever sold it did not work here any more.');
    case 'other-location':
      return msg('This till was never at that location.');
    case 'other-currency':
      return msg('It is not in the shop’s currency.');
    case 'price-unknown':
      return msg('The shop never had that price.');
    case 'ahead-of-time':
      return msg('It is dated in the future.');
    case 'hash-broken':
      return msg('It does not follow the sale before it: something was changed or is missing.');
    case 'not-allowed':
      return msg('The role of whoever made it does not allow this, and nobody who may approved of it.');
    case 'key-unknown':
      return msg('Another till brought it, and the server does not know the till that made it.');
    case 'till-blocked':
      return msg('Its till was blocked when it arrived.');
  }
}
