import type { Order } from '@tidemark/schema';
import { anOrder } from '@tidemark/schema/testing';
import type { Found } from '@tidemark/till';
import { expect, test } from 'vitest';
import { allDays } from './days.ts';
import { emptyWords, knowledgeWords, withFound } from './orders-words.ts';

const now = new Date('2026-03-01T12:00:00Z');
const since = Date.parse('2026-01-02T12:00:00Z');

test('[S9] a till says which orders it has, and offline how old its knowledge is', () => {
  const known = { size: 1234, since };
  const words = (connection: 'live' | 'offline', verifiedAt?: number) =>
    knowledgeWords(known, { connection, verifiedAt }, now, 'UTC');

  expect(words('live')).toMatch(/^1.234 orders since .*2026.* on this till\.$/);
  expect(words('offline')).toMatch(/^Offline: 1.234 orders .* never checked\.$/);
  expect(words('offline', now.getTime())).toMatch(/last checked \d/);
  expect(knowledgeWords({ size: 0, since: undefined }, undefined, now, undefined)).toBe('');
});

test('[S9] an empty list says why', () => {
  expect(emptyWords('  ', allDays, 0)).toMatch(/^No orders yet/);
  expect(emptyWords(' tea ', allDays, 9)).toMatch(/^No order on this till fits “tea”\. Press Enter/);
  expect(emptyWords('tea', { from: '2026-01-01', to: '' }, 9)).toMatch(/“tea” and these days/);
  expect(emptyWords('', { from: '', to: '2026-01-01' }, 9)).toMatch(/these days/);
});

test('[S10] what was found beyond the till stands among its own by time, each once', () => {
  const at = (id: string, processedAt: string): Order => ({ ...anOrder({ id, processedAt }), rev: '0' });
  const found = (order: Order, state: Found<'orders'>['state']): Found<'orders'> => ({
    ...{ id: order.id, title: order.name, state, document: order, wasMissingIn: undefined },
  });
  const [a, b, old, odd] = [
    at('1', '2026-02-01T00:00:00Z'),
    at('2', '2026-02-03T00:00:00Z'),
    at('3', '2025-02-01T00:00:00Z'),
    at('4', '2026-02-02T00:00:00Z'),
  ];
  const mirrored = (id: string) => [a, b, odd].find(each => each?.id === id);

  const { orders, older } = withFound(
    [b, a],
    [found(a, 'in-mirror'), found(old, 'not-mirrored'), found(odd, 'in-mirror')],
    mirrored,
  );

  expect(orders.map(({ id }) => id)).toEqual(['2', '4', '1', '3']);
  expect([...older]).toEqual(['3']);
  const here = [b, a];
  expect(withFound(here, [], mirrored).orders).toBe(here);
});
