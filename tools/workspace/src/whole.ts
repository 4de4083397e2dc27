import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { workspaceRoot } from './nx-plan.ts';

/** A package of the workspace. */
export interface Package {
  readonly name: string;
  /** Its folder, from the workspace's root. */
  readonly root: string;
}

/** The problems in one package, by one check of the whole workspace. */
export interface Found {
  readonly name: string;
  readonly problems: readonly string[];
}

/** Every package whose manifest has this script; no list names them. */
export function packagesWith(script: string): readonly Package[] {
  return globSync('*/*/package.json', { cwd: workspaceRoot, exclude: ['node_modules'] })
    .sort()
    .flatMap(file => {
      const manifest = JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')) as Manifest;
      const isMeant = manifest.nx !== undefined && manifest.scripts?.[script] !== undefined;
      return isMeant ? [{ name: manifest.nx.name, root: dirname(file) }] : [];
    });
}

interface Manifest {
  readonly nx?: { readonly name: string };
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Whether a file is a package's own, not one that it imports. */
export function isOf({ root }: Package, file: string): boolean {
  const inside = relative(join(workspaceRoot, root), file);
  return !inside.startsWith('..') && !isAbsolute(inside) && !/\bnode_modules\b/.test(inside);
}

/** The report of a check of the whole workspace, in Vitest's format: each package is one test. */
export function reportOf(target: string, found: readonly Found[]) {
  return {
    numTotalTests: found.length,
    numPassedTests: found.filter(({ problems }) => problems.length === 0).length,
    testResults: found.map(({ name, problems }) => ({
      name,
      assertionResults: [
        {
          fullName: `${name}:${target}`,
          status: problems.length === 0 ? 'passed' : 'failed',
          failureMessages: problems.length === 0 ? [] : [problems.join('\n')],
        },
      ],
    })),
  };
}

/** Prints the problems, writes the report that `npm test` counts, and sets the exit code. */
export function conclude(target: string, found: readonly Found[]): void {
  for (const { problems } of found) for (const problem of problems) console.error(problem);
  const file = join(workspaceRoot, `tools/workspace/test-results/${target}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(reportOf(target, found)));
  const faulty = found.filter(({ problems }) => problems.length > 0).map(({ name }) => name);
  console.log(`${found.length} packages, ${faulty.length === 0 ? 'none' : faulty.join(', ')} with problems`);
  process.exitCode = faulty.length === 0 ? 0 : 1;
}
