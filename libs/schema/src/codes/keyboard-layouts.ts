/** The keys of the digits 0 to 9 without Shift, where those are not digits: French, Belgian, Czech and Slovak keyboards. */
const digitRows = ['à&é"\'(-è_ç', 'à&é"\'(§è!ç', 'é+ěščřžýáí', 'é+ľščťžýáí'];

/** No shorter text is taken for digits: people type such signs, too. */
const fewest = 8;

/**
 * The digits that a scanner meant, which types as an American keyboard does, on a computer that takes it for another one;
 * undefined where a sign is none of that keyboard's keys for digits.
 */
export function inDigits(text: string): string | undefined {
  if (text.length < fewest || text.length > 14) return undefined;
  for (const row of digitRows) {
    const digits = Array.from(text, each => row.indexOf(each));
    if (!digits.includes(-1)) return digits.join('');
  }
  return undefined;
}
