import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceRoot } from './nx-plan.ts';

const specs = globSync('{apps,libs,tools,e2e}/*/SPEC.md', { cwd: workspaceRoot });

test.each(specs)('[N11] each id in %s is one rule’s', spec => {
  const text = readFileSync(join(workspaceRoot, spec), 'utf8');
  const ids = [...text.matchAll(/^(?:\| |- \*\*\[)([A-Z]{1,3}\d+)(?: +\||\]\*\*)/gm)].map(([, id]) => id);

  expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
});

test('[N11] there are rules to look at', () => {
  expect(specs.length).toBeGreaterThan(5);
});
