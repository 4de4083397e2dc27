/** ASCII has no accents to remove, and is quick to recognise: a first sync folds a million words. */
const ascii = /^[\x00-\x7f]*$/;

/** Letters that are not an accented form of another, but are typed as another on keyboards that lack them. */
const letters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŧ: 't', ŋ: 'n' },
  ...{ ĸ: 'k', ſ: 's', ƶ: 'z', ɨ: 'i', ʉ: 'u', ə: 'e', ς: 'σ', ى: 'ي', ة: 'ه', ـ: '' },
};
const folded = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/** Full-width and half-width forms, and typographic ligatures. */
const forms = /[\uff00-\uffef\ufb00-\ufb06]+/g;
/** Arabic, Persian and Indian digits; each block begins with its own zero. */
const digits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;

export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** The form of a text for searching: lower case, without accents, letters as typed on any keyboard. */
export function foldText(text: string): string {
  const small = text.toLowerCase();
  if (ascii.test(small)) return small;
  return small
    .replace(forms, each => each.normalize('NFKC').toLowerCase())
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(folded, each => letters[each] ?? each)
    .replace(digits, each => String(digitOf(each)));
}

function digitOf(digit: string): number {
  const unit = digit.charCodeAt(0);
  return unit - (unit < 0x06f0 ? 0x0660 : unit < 0x0966 ? 0x06f0 : 0x0966);
}
