import { expect, test } from 'vitest';
import { syncedWords } from './sync-words.ts';

const entry = { outcome: 'up-to-date', detail: undefined, changes: 2, startedAt: Date.now() } as const;

test('a sync that ended well says as of when, which is when Shopify was read', () => {
  const readAt = Date.now() - 60_000;

  const words = syncedWords(entry, { shopifyReadAt: readAt, trouble: undefined });

  expect(words).toContain(new Date(readAt).toLocaleTimeString(undefined, { timeStyle: 'medium' }));
  expect(words).toMatch(/^Up to date as of .* · 2 changes$/);
  expect(syncedWords({ ...entry, changes: 1 }, undefined)).toMatch(/1 change$/);
});

test.each([
  ['importing', undefined, /still reading the shop/],
  ['shopify-unreachable', undefined, /Shopify does not answer/],
  ['offline', 'The server does not answer.', /^Not up to date: The server does not answer\.$/],
  ['failed', 'Sign in again to get news.', /Sign in again/],
  ['failed', undefined, /^Not up to date: /],
] as const)('one that ended %s says why not', (outcome, detail, words) => {
  expect(syncedWords({ ...entry, outcome, detail }, undefined)).toMatch(words);
});
