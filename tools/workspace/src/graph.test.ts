import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inputsOf, isRerunBy, isRerunByFile, nx, planOf, workspaceRoot } from './nx-plan.ts';

interface Manifest {
  readonly nx?: { readonly name: string };
  readonly scripts?: Readonly<Record<string, string>>;
}

const tests = planOf('test');
const served = planOf('serve');
const projects = Object.entries(tests.graph.nodes).map(([name, { data }]) => ({ name, root: data.root }));
const tested = projects.filter(({ name }) => tests.taskPlans[`${name}:test`]);

test('[N1] a change in apps/pos reruns its own and the browser’s tests, not the mirror’s', () => {
  expect(isRerunBy(tests, 'pos:test', 'pos')).toBe(true);
  expect(isRerunBy(tests, 'browser:test', 'pos')).toBe(true);
  expect(isRerunBy(tests, 'mirror:test', 'pos')).toBe(false);
  const affected = JSON.parse(
    nx('show', 'projects', '--affected', '--files=apps/pos/src/main.ts', '--withTarget=test', '--json'),
  ) as string[];

  expect(affected).toEqual(expect.arrayContaining(['pos', 'browser']));
  expect(affected).not.toContain('mirror');
});

// Benchmarks are not cached tasks, so the projects that they start are not inputs.
test.each(tested)('[N2] a change of a project that $name starts reruns its tests', ({ name, root }) => {
  const started = filesOf(root, /\.(ts|mjs)$/).flatMap(pathsIn);

  const unseen = projects.filter(
    each =>
      each.name !== name &&
      started.some(path => path === each.root || path.startsWith(`${each.root}/`)) &&
      !isRerunBy(tests, `${name}:test`, each.name),
  );

  expect(unseen.map(each => each.name)).toEqual([]);
});

test.each(tested)('[N2] a change of a document that a test of $name reads reruns it', ({ name, root }) => {
  const read = filesOf(root, /\.(test|e2e)\.ts$/)
    .flatMap(pathsIn)
    .filter(path => projects.every(each => !path.startsWith(each.root)));

  expect(read.filter(path => !isRerunByFile(tests, `${name}:test`, path.split('/', 1)[0] ?? ''))).toEqual([]);
});

test('[N3] the browser’s tests run after the till is built, and the till is built again after a change', () => {
  expect(tests.tasks.dependencies['browser:test']).toContain('pos:build');
  expect(isRerunBy(tests, 'pos:build', 'elements')).toBe(true);
});

test('[N4] a changed test or benchmark of a library is no reason to test who uses it', () => {
  expect(inputsOf(tests, 'mirror:test', 'mirror')).toEqual(['libs/mirror/**/*']);
  expect(inputsOf(tests, 'server:test', 'mirror')).toEqual(
    expect.arrayContaining([
      '!libs/mirror/**/*.test.ts',
      '!libs/mirror/**/*.bench.ts',
      '!libs/mirror/**/*.md',
    ]),
  );
});

test.each(tested)('[N5] a changed dependency or vitest.config.ts reruns the tests of $name', ({ name }) => {
  expect(isRerunByFile(tests, `${name}:test`, 'package-lock.json')).toBe(true);
  expect(isRerunByFile(tests, `${name}:test`, 'vitest.config.ts')).toBe(true);
});

test('[N7] every package with a script for it is tested', () => {
  const withTests = globSync('*/*/package.json', { cwd: workspaceRoot, exclude: ['node_modules'] })
    .map(file => JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')) as Manifest)
    .filter(manifest => manifest.nx && manifest.scripts?.['test']);

  expect(tested.map(each => each.name).sort()).toEqual(withTests.map(each => each.nx?.name).sort());
});

test('[N6] serving the till brings the server, and serving the server brings the demo shop', () => {
  expect(served.tasks.continuousDependencies['pos:serve']).toEqual(['server:serve']);
  expect(served.tasks.continuousDependencies['server:serve']).toEqual(['shopify-simulator:serve']);
});

test.each(tested)('[N8] the report of $name is an output of its tests', ({ name, root }) => {
  expect(tests.tasks.tasks[`${name}:test`]?.outputs).toEqual([`${root}/test-results/report.json`]);
});

test('[N10] the tests of e2e run alone, on all cores: they start processes', () => {
  const together = tested.filter(
    ({ name, root }) => root.startsWith('e2e/') && tests.tasks.tasks[`${name}:test`]?.parallelism !== false,
  );

  expect(together.map(each => each.name)).toEqual([]);
});

test('a path in a text is found, and none in a comment or an import', () => {
  const file = 'tools/workspace/src/paths.example.txt';

  expect(pathsIn(file)).toEqual(['apps/server/src/main.ts', 'apps/pos', 'docs/protocol.md']);
});

function filesOf(root: string, name: RegExp): readonly string[] {
  return globSync(`${root}/**/*`, {
    cwd: workspaceRoot,
    exclude: path => /node_modules|\/dist$/.test(path),
  }).filter(file => name.test(file) && !file.endsWith('.bench.ts'));
}

/** The paths into folders of this workspace in a file's strings. */
function pathsIn(file: string): readonly string[] {
  const source = readFileSync(join(workspaceRoot, file), 'utf8');
  const text = /['"](?:\.\.\/)*((?:apps|libs|tools|e2e|examples|extensions|docs)\/[\w-][^'"\s]*)['"]/g;
  return [...source.matchAll(text)].map(([, path]) => path ?? '');
}
