/** ASCII has no accents to take away, and its letters are quickly told: a first sync asks for a million words. */
const ascii = /^[\x00-\x7f]*$/;

/** Letters that are no other letter with an accent, and are typed as one all the same where a keyboard has none of them. */
const letters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŧ: 't', ŋ: 'n' },
  ...{ ĸ: 'k', ſ: 's', ƶ: 'z', ɨ: 'i', ʉ: 'u', ə: 'e', ς: 'σ', ى: 'ي', ة: 'ه', ـ: '' },
};
const folded = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/** Full-width and half-width forms, and ligatures of the printer's case. */
const forms = /[\uff00-\uffef\ufb00-\ufb06]+/g;
/** Arabic, Persian and Indian digits stand behind a zero of their own. */
const digits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;

export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** A text as it is compared by those who search: small, without accents, letters as they are typed on any keyboard. */
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
