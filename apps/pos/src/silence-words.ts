import type { Unasked } from '@tidemark/till';

/** Why the shop could not be asked, in a cashier's words. */
export const silenceWords: Readonly<Record<Unasked['silence'], string>> = {
  unreachable: 'The till is offline and cannot ask the shop.',
  late: 'The shop did not answer in time. Try again.',
  broken: 'The shop’s server is in trouble and gave no answer. Try again in a moment.',
};
