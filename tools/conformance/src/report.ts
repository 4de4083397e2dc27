import type { Result } from './run.ts';

const marks = { kept: '✓', broken: '✗', 'not-tried': '–' } as const;

/** The results as text: one line for each rule, and under each broken one what the server did instead. */
export function reportText(results: readonly Result[]): string {
  const lines = results.flatMap(({ id, rule, outcome, detail }) => [
    `${marks[outcome]} ${id.padEnd(5)} ${rule}`,
    ...(detail === undefined ? [] : [`        ${detail}`]),
  ]);
  const count = (outcome: Result['outcome']) => results.filter(each => each.outcome === outcome).length;
  const sum = `${count('kept')} kept, ${count('broken')} broken, ${count('not-tried')} not tried`;
  return [...lines, '', sum].join('\n');
}

/** 0 if no rule is broken, else 1. */
export function exitCode(results: readonly Result[]): 0 | 1 {
  return results.some(each => each.outcome === 'broken') ? 1 : 0;
}
