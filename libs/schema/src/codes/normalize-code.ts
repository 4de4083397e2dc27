/** Invisible characters, which come along when a code is copied from a page. */
const unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
/** Full-width letters, digits and signs, from Chinese or Japanese keyboards. */
const fullWidth = /[\uff01-\uff5e]/g;

/** Nearly every code: printable ASCII that does not begin with a blank or an apostrophe, or end with a blank. */
const usual = /^[!-&(-~](?:[ -~]*[!-~])?$/;

/**
 * The form in which a scanned or typed code is compared: without surrounding blanks and invisible characters, letters
 * in one case, full-width letters as normal ones. Also without the apostrophe that spreadsheets put before a number to
 * keep its zeros.
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
