import { seededRandom } from '@tidemark/shopify-simulator';

/** The server's mirror is copied; or it is lost, and the server continues with the last copy. */
export type RestoreStep = { readonly do: 'copy' } | { readonly do: 'restore' };

/** What does not happen between the copy and the restore. */
const notMeanwhile: ReadonlySet<string> = new Set(['retire', 'lose', 'decide']);

/** Beyond the seeds of worlds, and of their other rare steps. */
const restoreSeeds = 4_000_037;

/**
 * In each fifth world where tills sell, the server loses what happened since a copy ([W32]). What only a till had then
 * stays there: no browser loses its database from the copy on, and nothing leaves the tills before the server is
 * restored, since records stay on tills for longer than a copy is old. Nobody decides about a refused sale in between: the
 * server forgets that, and a person has to decide again.
 */
export function withRestore<S extends { readonly do: string }>(
  seed: number,
  steps: readonly S[],
  isSelling: boolean,
): (S | RestoreStep)[] {
  if (!isSelling || seed % 5 !== 1) return [...steps];
  const random = seededRandom(seed + restoreSeeds);
  const whole = (below: number) => Math.floor(random() * below);
  // A second tab joins before anything else happens.
  const copied = 1 + whole(Math.ceil(steps.length / 2));
  const lost = copied + whole(steps.length - copied + 1);
  return [
    ...steps.slice(0, copied),
    { do: 'copy' },
    ...steps.slice(copied, lost).filter(each => !notMeanwhile.has(each.do)),
    { do: 'restore' },
    ...steps.slice(lost).filter(each => each.do !== 'lose'),
  ];
}
