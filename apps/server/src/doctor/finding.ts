/**
 * - `ok`: as it should be;
 * - `look`: selling works, but something is missing or will be;
 * - `wrong`: something that Tidemark promises does not work;
 * - `unknown`: it could not be looked at, because of another finding.
 */
type FindingState = 'ok' | 'look' | 'wrong' | 'unknown';

/** What the doctor found about one thing. */
export interface Finding {
  /** The thing, in one or two words. */
  readonly about: string;
  readonly state: FindingState;
  /** What was seen. */
  readonly seen: string;
  /** What to do; empty exactly where nothing is to be done ([A81]). */
  readonly todo: string;
}

export function ok(about: string, seen: string): Finding {
  return { about, state: 'ok', seen, todo: '' };
}

export function look(about: string, seen: string, todo: string): Finding {
  return { about, state: 'look', seen, todo };
}

export function wrong(about: string, seen: string, todo: string): Finding {
  return { about, state: 'wrong', seen, todo };
}

export function unknown(about: string, seen: string, todo: string): Finding {
  return { about, state: 'unknown', seen, todo };
}

const marks: Readonly<Record<FindingState, string>> = {
  ok: 'ok     ',
  look: 'LOOK   ',
  wrong: 'WRONG  ',
  unknown: '?      ',
};

/** The findings as lines for a terminal, and a last line that counts them. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const indent = ' '.repeat(marks.ok.length + width + 2);
  const lines = findings.flatMap(({ about, state, seen, todo }) => [
    `${marks[state]}${about.padEnd(width)}  ${seen}`,
    ...(todo === '' ? [] : todo.split('\n').map(line => `${indent}→ ${line}`)),
  ]);
  const count = (state: FindingState) => findings.filter(each => each.state === state).length;
  return [
    ...lines,
    '',
    `${count('ok')} ok, ${count('look')} to look at, ${count('wrong')} wrong, ${count('unknown')} unknown`,
  ].join('\n');
}
