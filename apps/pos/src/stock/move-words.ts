import { msg, numberText, str } from '@tidemark/elements/language';
import type { StockMove } from '@tidemark/schema';

/** A stock move in words: "6 received". */
export function moveTitle({ reason, delta, counted, note }: StockMove): string {
  const words = {
    receive: msg(str`${numberText(delta)} received`),
    damage: msg(str`${numberText(-delta)} damaged`),
    count: msg(str`${numberText(counted ?? 0)} counted`),
  }[reason];
  return note === null ? words : `${words} (${note})`;
}

/** A difference with its sign: "+12", "−2". */
export function signed(units: number): string {
  return `${units > 0 ? '+' : units < 0 ? '−' : ''}${numberText(Math.abs(units))}`;
}
