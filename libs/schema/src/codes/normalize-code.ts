/** Signs that nobody sees: they come along when a code is copied from a page. */
const unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
/** Letters, digits and signs as a Chinese or Japanese keyboard writes them. */
const fullWidth = /[\uff01-\uff5e]/g;

/** Nearly every code: printable ASCII without a blank or an apostrophe at its beginning, or a blank at its end. */
const usual = /^[!-&(-~](?:[ -~]*[!-~])?$/;

/**
 * How a scanned or typed code is compared: without surrounding blanks and signs that nobody sees, letters in one case,
 * full-width letters as the others. Without the apostrophe, too, that spreadsheets write before a number to keep its zeros.
 */
export function normalizeCode(code: string): string {
  if (usual.test(code)) return code.toLowerCase();
  const plain = code
    .replace(unseen, '')
    .replace(fullWidth, each => String.fromCharCode(each.charCodeAt(0) - 0xfee0))
    .trim()
    .toLowerCase();
  return /^['’]\d/.test(plain) ? plain.slice(1) : plain;
}
