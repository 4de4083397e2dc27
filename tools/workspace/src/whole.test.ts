import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceRoot } from './nx-plan.ts';
import { typesOf } from './types-of.ts';
import { isOf, packagesWith, reportOf } from './whole.ts';

test.each(['lint', 'typecheck'])('[N12] every package with the script %s is looked at', script => {
  const names = packagesWith(script).map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['mirror', 'pos', 'browser', 'workspace', 'plain-rxdb']));
});

test('[N12] the report has a test for each package, failed where something is wrong', () => {
  const report = reportOf('typecheck-whole', [
    { name: 'mirror', problems: [] },
    { name: 'till', problems: ['till.ts: one', 'till.ts: two'] },
  ]);

  expect(report).toMatchObject({ numTotalTests: 2, numPassedTests: 1 });
  expect(report.testResults[1]?.assertionResults).toEqual([
    {
      fullName: 'till:typecheck-whole',
      status: 'failed',
      failureMessages: ['till.ts: one\ntill.ts: two'],
    },
  ]);
});

test('[N12] a package’s own files are its own, and no other’s', () => {
  const mirror = { name: 'mirror', root: 'libs/mirror' };
  const paths = ['libs/mirror/src/a.ts', 'libs/mirrored/src/a.ts', 'libs/mirror/node_modules/b/b.d.ts'];

  expect(paths.map(path => isOf(mirror, join(workspaceRoot, path)))).toEqual([true, false, false]);
});

test('[N12] a wrong type is said where it is, and not in the package that imports it', () => {
  const folders = ['used', 'user'].map(name => mkdtempSync(join(tmpdir(), `tidemark-${name}-`)));
  try {
    const [used = '', user = ''] = folders;
    const config = { compilerOptions: { strict: true, noEmit: true, types: [], lib: ['ES2024'] } };
    for (const folder of folders) writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(used, 'one.ts'), "export const one: number = 'one';\n");
    writeFileSync(
      join(user, 'two.ts'),
      `import { one } from '../${basename(used)}/one';\nexport const two: string = one;\n`,
    );
    const check = typesOf();
    const packages = folders.map(folder => ({ name: folder, root: relative(workspaceRoot, folder) }));

    const [inUsed = [], inUser = []] = packages.map(check);

    expect(inUsed).toEqual([expect.stringMatching(/one\.ts\(1,14\): error TS2322/)]);
    expect(inUser).toEqual([expect.stringMatching(/two\.ts\(2,14\): error TS2322/)]);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
});
