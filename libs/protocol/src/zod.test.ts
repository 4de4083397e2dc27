import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mayCompile } from './zod.ts';

test('zod makes no code in pages and workers, where the policy forbids it', () => {
  expect(mayCompile({ document: {} })).toBe(false);
  expect(mayCompile({ WorkerGlobalScope: class {} })).toBe(false);
  expect(mayCompile({})).toBe(true);
});

test('every schema of this library is made after that was said', () => {
  const importers = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(file =>
    /from '(?:zod)\b/.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
  );

  expect(importers).toEqual(['zod.ts']);
});
