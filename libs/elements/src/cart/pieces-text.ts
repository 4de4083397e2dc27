import { counted, numberText, str } from '../language/index.ts';

/** How many pieces: "3 pieces". */
export function piecesText(count: number): string {
  return counted(count, str`${numberText(count)} piece`, str`${numberText(count)} pieces`);
}
