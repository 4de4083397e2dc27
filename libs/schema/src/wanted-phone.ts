import { foldText } from './words/fold-text.ts';
import { wantedWords, wordsOf, type Wanted } from './words/words.ts';

/** Digits as a phone number is written, with whatever stands between them. */
const phone = /[+(]?\d[\d\s()./‐‑–-]*\d/g;
/** A number with fewer digits is none. */
const fewest = 4;
/** So many digits are a number within a country, without the zero that is left out from abroad. */
const national = 9;

/**
 * [S17] What a query asks for where people are found: as `wantedWords`, and a phone number by its digits, however they are
 * written, with or without the country's code, by their end as well.
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

/** All digits; those behind the zeros that go before a number within its country, or abroad; and those behind a country's code. */
function waysToWrite(digits: string): readonly string[] {
  const bare = digits.replace(/^0+/, '');
  return [
    digits,
    ...(bare.length >= fewest ? [bare] : []),
    ...(bare.length > national + 1 ? [bare.slice(-national)] : []),
  ];
}
