/** What the keys of the digits 0 to 9 type without Shift on French, Belgian, Czech and Slovak keyboards. */
const digitRows = ['à&é"\'(-è_ç', 'à&é"\'(§è!ç', 'é+ěščřžýáí', 'é+ľščťžýáí'];

/** A shorter text is not read as digits: people type such signs too. */
const fewest = 8;

/**
 * The digits that a scanner meant, if it types like an American keyboard on a computer set to another layout. Undefined
 * if a character is not on that layout's digit keys.
 */
export function inDigits(text: string): string | undefined {
  if (text.length < fewest || text.length > 14) return undefined;
  for (const row of digitRows) {
    const digits = Array.from(text, each => row.indexOf(each));
    if (!digits.includes(-1)) return digits.join('');
  }
  return undefined;
}
