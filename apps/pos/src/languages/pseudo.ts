import type { Text, Texts } from '@tidemark/elements/language';
import german from './de.json';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'áƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ';
const accents = new Map([...plain].map((letter, n) => [letter, [...accented][n] ?? letter]));

/** How much longer a translation usually is. */
const longer = 0.35;
const padding = 'ẋẋẋẋẋẋ ';

/**
 * A text of the source, marked so that anyone sees that it went through the languages: "Sell" is "⟦Šéļļ ẋẋ⟧". A text
 * without brackets did not, and one that is cut off has too little room for most languages.
 */
export function pseudo(text: string): string {
  const said = text
    .split(/(\{\d+\})/)
    .map(part => (/^\{\d+\}$/.test(part) ? part : [...part].map(each => accents.get(each) ?? each).join('')))
    .join('');
  const more = Math.ceil(text.replace(/\{\d+\}/g, '').length * longer);
  const pad = padding
    .repeat(Math.ceil(more / padding.length))
    .slice(0, more)
    .trim();
  return `⟦${pad === '' ? said : `${said} ${pad}`}⟧`;
}

const forms = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;

function pseudoText(key: string, text: Text): Text {
  if (typeof text === 'string') return pseudo(key);
  return Object.fromEntries(forms.map(form => [form, pseudo(key)]));
}

/** Every text that a language file has. */
export const pseudoTexts: Texts = Object.fromEntries(
  Object.entries(german as Texts).map(([key, text]) => [key, pseudoText(key, text)]),
);
