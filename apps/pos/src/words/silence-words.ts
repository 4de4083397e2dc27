import { msg } from '@tidemark/elements/language';
import type { Unasked } from '@tidemark/till';

/** Why the shop could not be asked, in a cashier's words. */
export const silenceWords = (): Readonly<Record<Unasked['silence'], string>> => ({
  unreachable: msg('The till is offline and cannot ask the shop.'),
  late: msg('The shop did not answer in time. Try again.'),
  broken: msg('The shop’s server is in trouble and gave no answer. Try again in a moment.'),
});
