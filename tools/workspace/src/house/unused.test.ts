import { expect, test } from 'vitest';
import { readKnip } from './unused.ts';

test('[N14] each unused thing of knip’s report is named with its file', () => {
  const report = {
    issues: [
      { file: 'a.ts', owners: [], exports: [{ name: 'x', line: 1, col: 2 }], types: [{ name: 'Y' }] },
      { file: 'package.json', dependencies: [{ name: 'left-pad' }] },
    ],
  };

  expect(readKnip(JSON.stringify(report))).toEqual([
    { file: 'a.ts', what: 'unused exports: x' },
    { file: 'a.ts', what: 'unused types: Y' },
    { file: 'package.json', what: 'unused dependencies: left-pad' },
  ]);
});

test('[N14] a report that finds nothing is empty', () => {
  expect(readKnip('{"issues":[]}')).toEqual([]);
});
