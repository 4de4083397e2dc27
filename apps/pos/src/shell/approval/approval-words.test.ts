import { expect, test } from 'vitest';
import { notApprovedWords } from './approval-words.ts';

test('[K11] a refused approval says why, and whom it concerns', () => {
  for (const kind of ['may-not', 'unknown', 'too-long', 'too-many'] as const)
    expect(notApprovedWords({ kind }, 'Ben')).toContain('Ben');
  for (const kind of ['unknown', 'too-long', 'too-many'] as const)
    expect(notApprovedWords({ kind }, 'Ben')).toContain('network');
  expect(notApprovedWords({ kind: 'wrong', waitMs: 0 }, 'Ben')).toBe('Name or PIN is not right.');
  expect(notApprovedWords({ kind: 'wait', waitMs: 5 }, 'Ben')).toBe('');
  const reason = { code: 'server-refuses', refusal: 'busy', message: 'Too many wrong PINs.' } as const;
  expect(notApprovedWords({ kind: 'refused', reason }, 'Ben')).toBe('Too many wrong PINs.');
});
