import { flawWords } from './flaw-words.ts';
import type { Wish } from '@tidemark/elements/sales/sale-events';
import type { Tone } from '@tidemark/elements/sales/sale-list';
import { msg, str } from '@tidemark/elements/language';
import type { RecordStatus } from '@tidemark/till';

/** The status of a record, in a cashier's words. `name` is what Shopify calls it. */
export function wayWords(way: RecordStatus, name?: string): { readonly text: string; readonly tone: Tone } {
  switch (way.at) {
    case 'this-till':
      return { text: msg('On this till'), tone: 'wait' };
    case 'server':
      return {
        text: way.attempts > 1 ? msg('Stored, trying Shopify again') : msg('Stored, waiting for Shopify'),
        tone: 'wait',
      };
    case 'shopify':
      return { text: name === undefined ? msg('In Shopify') : msg(str`In Shopify as ${name}`), tone: 'good' };
    case 'refused':
      return {
        text: way.flaws ? msg(str`Held back: ${flawWords(way.flaws)}`) : msg(str`Refused: ${way.reason}`),
        tone: 'bad',
      };
    case 'resolved':
      return { text: msg(str`Resolved: ${way.note}`), tone: 'good' };
    case 'not-taken':
      return { text: msg(str`Not taken: ${way.reason}`), tone: 'bad' };
  }
}

/**
 * What a person can decide about a record. A record that the server did not take is only on its own till. There it can
 * be sent again; a note that it was dealt with by hand would reach no other reader.
 */
export function wishesFor({ at }: RecordStatus): readonly Wish[] {
  if (at === 'refused') return ['send-again', 'resolve'];
  return at === 'not-taken' ? ['send-again'] : [];
}
