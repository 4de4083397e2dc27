import { expect, test } from 'vitest';
import { causeWords } from './cause-words.ts';

test('a shop that is slow, or broken, is not called offline, and can be asked again', () => {
  const unasked = (silence: 'unreachable' | 'late' | 'broken') =>
    causeWords('42', { kind: 'offline', silence, knowledgeFrom: undefined });

  expect(unasked('unreachable')).toMatchObject({ cause: 'offline', canAskAgain: true });
  expect(unasked('unreachable').text).toContain('The till is offline');
  expect(unasked('late')).toMatchObject({ cause: 'late', canAskAgain: true });
  expect(unasked('late').text).toContain('The shop did not answer in time. Try again.');
  for (const silence of ['late', 'broken'] as const) expect(unasked(silence).text).not.toContain('offline');
});

test('what the shop or this browser refuses is said in its words, and can be asked again', () => {
  const words = causeWords('42', {
    kind: 'refused',
    reason: { code: 'unknown', message: 'The disk is full.' },
  });

  expect(words).toMatchObject({ cause: 'refused', canAskAgain: true });
  expect(words.text).toContain('The disk is full.');
});

test('an answer is no reason to ask again, unless Shopify could not be reached', () => {
  const answered = (cause: 'archived' | 'shopify-unreachable') =>
    causeWords('42', { kind: 'not-found', cause, deletedAt: null, titles: ['Mug'] });

  expect(answered('archived').canAskAgain).toBe(false);
  expect(answered('shopify-unreachable').canAskAgain).toBe(true);
});
