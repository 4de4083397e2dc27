import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { modelIn, verdictIn } from './model.ts';

const folder = fileURLToPath(new URL('../../../../docs/models/', import.meta.url));
const model = (comment: string, code = '#ifdef NO_LOCK\n#endif\nltl safe { [] true }') =>
  `/*\n${comment}\n */\n${code}\n`;

test('[N17] a model says what must hold, and which fault breaks which property', () => {
  const text = model(
    ' * Two processes.\n *\n * holds\n * holds FAST\n * fails NO_LOCK (safe): both go on',
    '#ifdef NO_LOCK\n#ifndef FAST\nltl safe { [] true }\nltl ends { <> true }',
  );

  expect(modelIn(text)).toEqual({
    claims: [
      { defined: [], fails: undefined },
      { defined: ['FAST'], fails: undefined },
      { defined: ['NO_LOCK'], fails: 'safe' },
    ],
    properties: ['safe', 'ends'],
  });
});

test.each([
  ['no property', model(' * holds\n * fails NO_LOCK (safe): x', '#ifdef NO_LOCK')],
  ['does not say that it holds', model(' * fails NO_LOCK (safe): x')],
  ['no property lives', model(' * holds\n * fails NO_LOCK (lives): x')],
  ['no claim defines NO_LOCK', model(' * holds')],
  ['does not ask for FAST', model(' * holds FAST\n * fails NO_LOCK (safe): x')],
])('[N17] a model is refused: %s', (why, text) => {
  expect(() => modelIn(text)).toThrow(why);
});

test('[N17] every model in docs/models says what it claims, plants faults, and is named in its README', () => {
  const files = globSync('*.pml', { cwd: folder });
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');

  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const { claims } = modelIn(readFileSync(join(folder, file), 'utf8'));
    expect(claims.filter(each => each.fails !== undefined).length, file).toBeGreaterThan(1);
    expect(readme).toContain(`(${file})`);
  }
});

test('[N18] only an exhaustive search without an error says that a property holds', () => {
  const whole = 'State-vector 60 byte, depth reached 41, errors: 0\n     8615 states, stored\n';

  expect(verdictIn(whole)).toEqual({ verdict: 'holds', states: 8615 });
  expect(verdictIn(whole.replace('errors: 0', 'errors: 1')).verdict).toBe('fails');
  expect(verdictIn(`error: max search depth too small\n${whole}`).verdict).toBe('unknown');
  expect(verdictIn(`Warning: Search not completed\n${whole}`).verdict).toBe('unknown');
  expect(verdictIn(`pan: out of memory\n${whole}`).verdict).toBe('unknown');
  expect(verdictIn('')).toEqual({ verdict: 'unknown', states: 0 });
});
