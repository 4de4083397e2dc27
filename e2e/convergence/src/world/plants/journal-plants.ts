import type { JudgeRow, RowVerdict } from '@tidemark/mirror';
import { honest, over, type Plant } from './plant.ts';

/** Rules of the journal, broken on purpose. */
export const journalPlants: readonly Plant[] = [
  judging(
    'flaws-unseen',
    judge => (pushed, current, _facts, isErased) => judge(pushed, current, undefined, isErased),
  ),
  judging(
    'hash-unchecked',
    judge => (pushed, current, facts, isErased) =>
      judge(pushed, current, facts && { ...facts, before: undefined, after: undefined }, isErased),
  ),
  // A record is stored whatever its hash and signature say.
  judging('seal-unchecked', judge => (pushed, current, facts, isErased) => {
    const verdict = judge(pushed, current, facts, isErased);
    if (verdict.kind !== 'refuse' || current || !('journal' in pushed)) return verdict;
    const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };
    const { _deleted, ...document } = pushed;
    return {
      kind: 'conflict',
      document: { ...document, submission },
      changed: true,
    } as unknown as RowVerdict;
  }),
  // A second record under a number is refused, and forgotten.
  judging('fork-forgotten', judge => (pushed, current, facts, isErased) => {
    const verdict = judge(pushed, current, facts, isErased);
    return verdict.kind === 'refuse' ? { ...verdict, keep: false } : verdict;
  }),
  {
    ...honest,
    name: 'gap-unnoticed',
    records: records =>
      over(records, {
        journalState: async () => ({ gaps: [], gapCount: 0, forks: 0, flawed: 0 }),
      }),
  },
];

/** A plant that changes how the server judges pushed rows. */
export function judging(name: string, change: (judge: JudgeRow) => JudgeRow): Plant {
  return {
    ...honest,
    name,
    records: records =>
      over(records, {
        store: (shop, collection, rows, judge, storedAt) =>
          records.store(shop, collection, rows, change(judge), storedAt),
      }),
  };
}
