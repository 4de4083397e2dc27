import type { StockMove } from '@tidemark/schema';

/** What happened, in words: "6 received". */
export function moveTitle({ reason, delta, counted, note }: StockMove): string {
  const words = {
    receive: `${delta.toLocaleString()} received`,
    damage: `${(-delta).toLocaleString()} damaged`,
    count: `${(counted ?? 0).toLocaleString()} counted`,
  }[reason];
  return note === null ? words : `${words} (${note})`;
}

/** A difference with its sign: "+12", "−2". */
export function signed(units: number): string {
  return `${units > 0 ? '+' : units < 0 ? '−' : ''}${Math.abs(units).toLocaleString()}`;
}
