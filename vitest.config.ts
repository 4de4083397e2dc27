import { existsSync, globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The folders of all workspace packages whose `test` script runs vitest: a new one need not be listed. */
const roots = (readJson('package.json').workspaces ?? [])
  .flatMap(pattern => globSync(`${pattern}/package.json`, { cwd: import.meta.dirname }))
  .filter(manifest => readJson(manifest).scripts?.['test']?.startsWith('vitest '))
  .map(dirname)
  .sort();

/** Their files share one worker and what they import: to import it for each file was half of their time, and more. */
const share = new Set([
  'chunklog-storage',
  'conflict',
  'elements',
  'exchange',
  'journal',
  'mirror',
  'pos',
  'protocol',
  'schema',
  'server',
  'shopify',
  'shopify-simulator',
  'till',
]);

/** The project that Nx runs as a task. Its report is the task's output, so that a cached run is counted as well. */
const task = roots.find(root => basename(root) === process.env['NX_TASK_TARGET_PROJECT']);

/** Unit, contract, property and path tests. `--project name` runs one project; each is also a task of its own in Nx. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    ...(task === undefined ? {} : { maxWorkers: workersOf(task), ...reporting(task) }),
    projects: roots.map(root => ({
      root,
      test: {
        name: basename(root),
        include: ['**/*.test.ts'],
        exclude: ['**/node_modules/**', '**/dist/**'],
        environment: 'node',
        isolate: !share.has(basename(root)),
        // Against what hangs, and long enough for a busy machine: no test may fail because others run beside it.
        testTimeout: 600_000,
        hookTimeout: 600_000,
        expect: { poll: { timeout: 120_000 } },
      },
    })),
  },
});

/** Nx runs the projects of e2e one after the other, and all others several at a time: those share the cores. */
function workersOf(root: string): number {
  const atOnce = root.startsWith('e2e') ? 1 : Number(process.env['NX_PARALLEL'] ?? 1);
  return Math.max(1, Math.min(Math.floor(availableParallelism() / atOnce), 4));
}

function reporting(root: string) {
  const report = join(import.meta.dirname, root, 'test-results/report.json');
  return { reporters: ['default', ['json', { outputFile: report }]] } as const;
}

function readJson(file: string): { workspaces?: string[]; scripts?: Record<string, string> } {
  const path = join(import.meta.dirname, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
