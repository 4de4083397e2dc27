import { tillMark, type TillMove } from '@tidemark/mirror';

/** How many moves are named; more are counted. */
const mostNamed = 5;

/** Warnings about tills that signed in at another location, in words; the newest first. */
export function moveAlarms(moves: readonly TillMove[]): string[] {
  const named = moves.slice(0, mostNamed).map(({ tillId, from, to, at }) => {
    const when = new Date(at).toISOString();
    return `till ${tillMark(tillId)} moved from location ${from} to ${to} at ${when}`;
  });
  const more = moves.length - named.length;
  return more > 0 ? [...named, `tills moved ${more} more times`] : named;
}
