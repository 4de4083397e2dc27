import { foldText } from './words/fold-text.ts';
import { wantedWords, wordsOf, type Wanted } from './words/words.ts';

/** Digits as in a phone number, with the characters between them. */
const phone = /[+(]?\d[\d\s()./‐‑–-]*\d/g;
/** A number with fewer digits is not a phone number. */
const fewest = 4;
/** The digits of a number within a country, without the leading zero that is left out from abroad. */
const national = 9;

/**
 * [S17] The wanted words of a query for people: as `wantedWords`, and a phone number by its digits, however written,
 * with or without the country's code, by its last digits too.
 */
export function wantedOfPeople(query: string): readonly Wanted[] {
  const numbers: Wanted[] = [];
  const rest = foldText(query).replace(phone, span => {
    const digits = span.replace('(0)', '').replace(/\D/g, '');
    if (digits.length < fewest) return span;
    const whole = waysToWrite(digits);
    numbers.push(...wordsOf(span).map(part => [...new Set([part, ...whole])]));
    return ' ';
  });
  return [...wantedWords(rest), ...numbers];
}

/**
 * All digits; those after the leading zeros of a national or international number; and those after a country's code.
 */
function waysToWrite(digits: string): readonly string[] {
  const bare = digits.replace(/^0+/, '');
  return [
    digits,
    ...(bare.length >= fewest ? [bare] : []),
    ...(bare.length > national + 1 ? [bare.slice(-national)] : []),
  ];
}
