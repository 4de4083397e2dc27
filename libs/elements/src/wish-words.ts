import type { Wish } from './sale-events.ts';

/** What a button says that asks for it. */
export const wishWords: Readonly<Record<Wish, string>> = {
  'send-again': 'Send again',
  resolve: 'Resolve with a note',
};
