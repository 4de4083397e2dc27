import { expect, test } from 'vitest';
import { exitCode, reportText } from './report.ts';
import { runChecks, type Result } from './run.ts';

const kept: Result = { id: 'C-S1', rule: 'One.', outcome: 'kept', ms: 1 };
const broken: Result = { id: 'C-P1', rule: 'Two.', outcome: 'broken', detail: 'a page was short', ms: 1 };
const untried: Result = { id: 'C-W3', rule: 'Three.', outcome: 'not-tried', detail: 'needs --write', ms: 0 };

test('a report names each rule, what the server did instead, and how many there are', () => {
  expect(reportText([kept, broken, untried])).toBe(
    [
      '✓ C-S1  One.',
      '✗ C-P1  Two.',
      '        a page was short',
      '– C-W3  Three.',
      '        needs --write',
      '',
      '1 kept, 1 broken, 1 not tried',
    ].join('\n'),
  );
});

test('a broken rule is an exit code, one that was not tried is none', () => {
  expect([exitCode([kept, untried]), exitCode([kept, broken])]).toEqual([0, 1]);
});

test('a server that is not there is said once, and nothing else is tried', async () => {
  const results = await runChecks({
    account: { server: 'http://127.0.0.1:1', shop: 'a.myshopify.com', staff: 'demo', pin: '1234' },
    newId: () => 'till-0001',
    now: () => 0,
  });

  expect(results[0]).toMatchObject({ id: 'C-S1', outcome: 'broken' });
  expect(new Set(results.slice(1).map(each => each.outcome))).toEqual(new Set(['not-tried']));
});
