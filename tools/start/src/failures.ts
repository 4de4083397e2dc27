import { stripVTControlCharacters } from 'node:util';

/** A test that did not pass, and the first lines of its reason. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** The parts of Vitest's JSON report that describe failures. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** The parts of Playwright's JSON report that describe failures. */
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors?: readonly { readonly message?: string }[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly file: string;
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

/** Lines kept of a reason: enough for what was expected and where, without the whole page. */
const mostLines = 20;

/** Maximum characters of a name in the list of names. */
const longestName = 150;

/**
 * The tests that did not pass, by a JSON report of Vitest or Playwright. In a log of many runners they are thousands of
 * lines apart; `npm test` prints them together at its end.
 */
export function failuresOf(report: unknown): readonly Failure[] {
  if (typeof report !== 'object' || report === null) return [];
  if ('suites' in report) return playwrightFailures(report as PlaywrightReport);
  return 'testResults' in report ? vitestFailures(report as VitestReport) : [];
}

/** A line for each failure of a task, or one for the task itself if it names none. */
export function namesOf(taskId: string, failures: readonly Failure[]): readonly string[] {
  return failures.length === 0 ? [taskId] : failures.map(({ name }) => name.slice(0, longestName));
}

function vitestFailures({ testResults }: VitestReport): readonly Failure[] {
  return testResults.flatMap(file => {
    const tests = file.assertionResults
      .filter(each => each.status !== 'passed')
      .map(each => failure(each.fullName, each.failureMessages?.[0] ?? each.status));
    return tests.length === 0 && file.message ? [failure(file.name, file.message)] : tests;
  });
}

function playwrightFailures({ suites, errors = [] }: PlaywrightReport): readonly Failure[] {
  return [
    ...errors.map(each => failure('outside of any test', each.message)),
    ...suites.flatMap(suiteFailures),
  ];
}

function suiteFailures({ suites = [], specs = [] }: PlaywrightSuite): readonly Failure[] {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(each => each.status !== 'expected')
      .map(({ status, results }) =>
        failure(`${file} › ${title}`, results.find(each => each.error)?.error?.message ?? status),
      ),
  );
  return [...own, ...suites.flatMap(suiteFailures)];
}

function failure(name: string, reason = 'no reason given'): Failure {
  return { name, reason: stripVTControlCharacters(reason).split('\n').slice(0, mostLines).join('\n') };
}
