import type { Order } from '@tidemark/schema';
import { anOrder } from '@tidemark/schema/testing';
import type { Found } from '@tidemark/till';
import { expect, test } from 'vitest';
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
  expect(emptyWords({ words: '  ' }, 0)).toMatch(/^No orders yet/);
  expect(emptyWords({ words: ' tea ' }, 9)).toMatch(/^No order on this till fits “tea”\. Press Enter/);
  expect(emptyWords({ words: 'tea', placedFrom: since }, 9)).toMatch(/“tea” and these days/);
  expect(emptyWords({ words: '', placedBefore: since }, 9)).toMatch(/these days/);
});

const at = (id: string, processedAt: string): Order => ({ ...anOrder({ id, processedAt }), rev: '0' });
const found = (order: Order, state: Found<'orders'>['state']): Found<'orders'> => ({
  ...{ id: order.id, title: order.name, state, document: order, wasMissingIn: undefined },
});
const byId = (...orders: readonly Order[]) => new Map(orders.map(order => [order.id, order]));

test('[S10] what was found beyond the till stands among its own by time, each once', () => {
  const [a, b, old, odd] = [
    at('1', '2026-02-01T00:00:00Z'),
    at('2', '2026-02-03T00:00:00Z'),
    at('3', '2025-02-01T00:00:00Z'),
    at('4', '2026-02-02T00:00:00Z'),
  ];
  const here = [b, a];
  const part = { from: 0, total: 2, orders: here, known: byId(a, odd), listed: new Set([a.id]) };

  const { orders, older, total } = withFound(part, [
    found(a, 'in-mirror'),
    found(old, 'not-mirrored'),
    found(odd, 'in-mirror'),
  ]);

  expect(orders.map(({ id }) => id)).toEqual(['2', '4', '1', '3']);
  expect([...older]).toEqual(['3']);
  expect(total).toBe(4);
  expect(withFound(part, []).orders).toBe(here);
});

test('[S10] the till’s own copy of a found order is listed, not the one that came with the answer', () => {
  const [own, came] = [at('1', '2026-02-01T00:00:00Z'), at('1', '2026-02-01T00:00:00Z')];
  const part = { from: 0, total: 0, orders: [], known: byId(own), listed: new Set<string>() };

  expect(withFound(part, [found(came, 'in-mirror')]).orders[0]).toBe(own);
});

test('[S10] whatever part of a long list is shown, each order has one place in it, by time', () => {
  const onDay = (id: string, day: number) => at(id, `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`);
  const own = Array.from({ length: 12 }, (_, n) => onDay(`own-${n}`, 28 - 2 * n));
  const beyond = [30, 23, 22, 15, 5, 1].map(day => onDay(`beyond-${day}`, day));
  const listedToo = own[9]!;
  const all = [...own, ...beyond].sort(
    (a, b) => b.processedAt.localeCompare(a.processedAt) || a.id.localeCompare(b.id),
  );
  const finds = [...beyond, listedToo].map(order => found(order, 'in-mirror'));

  for (let from = 0; from < own.length; from++)
    for (let to = from + 1; to <= own.length; to++) {
      const listed = new Set([listedToo.id]);
      const part = { from, total: own.length, orders: own.slice(from, to), known: byId(), listed };

      const shown = withFound(part, finds);

      expect(shown.total).toBe(all.length);
      expect(shown.orders.map(({ id }) => id)).toEqual(
        all.slice(shown.from, shown.from + shown.orders.length).map(({ id }) => id),
      );
      // A page that asks from as many places earlier as were found has the places it wanted.
      expect(shown.from).toBeLessThanOrEqual(from === 0 ? 0 : from + finds.length);
      expect(shown.from + shown.orders.length).toBeGreaterThanOrEqual(to);
    }
});
