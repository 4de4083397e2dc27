import { expect, test } from 'vitest';
import { notChangedWords } from './staff-words.ts';

test('[K9] a change of staff that the till cannot judge without the network says so, and whom it concerns', () => {
  for (const kind of ['unknown', 'too-long'] as const) {
    expect(notChangedWords({ kind }, 'Ben')).toContain('Ben');
    expect(notChangedWords({ kind }, 'Ben')).toContain('needs the network');
  }
  expect(notChangedWords({ kind: 'too-many' }, 'Ben')).toContain('needs the network');
});

test('[K9] a refused change says what the server said, and one that worked nothing', () => {
  const refused = (refusal: 'not-signed-in' | 'busy') =>
    notChangedWords(
      { kind: 'refused', reason: { code: 'server-refuses', refusal, message: 'Too many wrong PINs.' } },
      'Ben',
    );
  expect(refused('not-signed-in')).toBe('Shop, name or PIN is not right.');
  expect(refused('busy')).toBe('Too many wrong PINs.');
  expect(notChangedWords({ kind: 'wrong', waitMs: 2_000 }, 'Ben')).toBe('This PIN is not right.');
  expect(notChangedWords({ kind: 'changed', isConfirmed: true }, 'Ben')).toBe('');
});
