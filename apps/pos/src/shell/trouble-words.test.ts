import type { Safety, TillStatus } from '@tidemark/till';
import { expect, test } from 'vitest';
import { MemorySelling } from '../testing/memory-selling.ts';
import { troubleOf } from './trouble-words.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const minutes = 60_000;
const safe = new MemorySelling().safety$.value;

function shown(
  said: Partial<Pick<TillStatus, 'connection' | 'trouble'>> = {},
  safety: Partial<Safety> = {},
  endsIn = 8 * 60 * minutes,
) {
  const status = { connection: 'live' as const, trouble: undefined, ...said };
  const session = { expiresAt: new Date(now + endsIn).toISOString() };
  return troubleOf({ session, status, safety: { ...safe, ...safety } }, now);
}

test('a till that is well, or offline, has no trouble to tell', () => {
  const trouble = { code: 'sending-offline' } as const;

  expect(shown()).toBeUndefined();
  expect(
    shown({ connection: 'offline', trouble: { code: 'server-unreachable' } }, { trouble }),
  ).toBeUndefined();
  expect(troubleOf({ session: undefined, status: undefined, safety: undefined }, now)).toBeUndefined();
});

test('a session that ended is said, by the clock and by the server, with a way to sign in', () => {
  const ended = { short: 'Sign in again', tone: 'bad', help: 'sign-in' };

  expect(shown({}, {}, -1)).toMatchObject(ended);
  expect(shown({ trouble: { code: 'news-need-sign-in' } })).toMatchObject(ended);
  expect(shown({}, { trouble: { code: 'sending-needs-sign-in' } })).toMatchObject(ended);
});

test('half an hour before the session ends, it is said', () => {
  expect(shown({}, {}, 31 * minutes)).toBeUndefined();
  expect(shown({}, {}, 29 * minutes)).toMatchObject({ short: '', tone: 'wait', help: 'sign-in' });
});

test('an old program and a storage in trouble are said, the storage offline too', () => {
  const old = { refusal: 'client-outdated', message: 'Another version.' } as const;
  const broken = { code: 'storage-trouble', message: 'the disk is full' } as const;

  expect(shown({ trouble: { code: 'server-refuses', ...old } })).toMatchObject({
    short: 'Out of date',
    tone: 'bad',
    help: 'update',
  });
  expect(shown({}, { trouble: { code: 'sending-refused', ...old } })).toMatchObject({
    short: 'Out of date',
    help: 'update',
  });
  expect(shown({ connection: 'offline' }, { trouble: broken })).toMatchObject({
    short: 'Storage trouble',
    text: 'This browser’s storage is in trouble: the disk is full',
    tone: 'bad',
    help: undefined,
  });
});

test('anything else is said as it is', () => {
  const busy = { code: 'sending-refused', refusal: 'busy', message: 'too many' } as const;

  expect(shown({ trouble: { code: 'shopify-unreachable' } })).toEqual({
    short: 'No news',
    text: 'Shopify cannot be reached; the till has what the server last read.',
    tone: 'wait',
    help: undefined,
  });
  expect(shown({}, { trouble: busy })).toMatchObject({
    short: 'Not sending',
    text: expect.stringContaining('does not take anything now (too many)') as string,
    tone: 'wait',
  });
  // [LG9] The code decides, whatever another party's message says.
  const misleading = { code: 'unknown', message: 'Sign in again: latest update' } as const;
  expect(shown({ trouble: misleading })).toMatchObject({ short: 'No news', help: undefined });
});

test.each([
  [3.2 * 60, '3 h 12 min fast'],
  [-61, '1 h 1 min slow'],
  [-2, '2 min slow'],
  [120, '2 h fast'],
  [73 * 365 * 24 * 60, '26,645 days fast'],
])('[T61] a clock that is %i minutes off is said, offline too', (fastBy, words) => {
  const clockFastBy = fastBy * minutes;
  const text = `This device’s clock is ${words}. Sales are dated by the shop’s clock.`;
  const well = { session: undefined, status: undefined, safety: undefined };

  expect(troubleOf({ ...well, clockFastBy }, now)).toMatchObject({ text, tone: 'wait', short: '' });
  const offline = { ...well, status: { connection: 'offline' as const, trouble: undefined } };
  expect(troubleOf({ ...offline, clockFastBy }, now)).toMatchObject({ text });
});

test('[T61] a clock that is a few seconds off is nobody’s trouble', () => {
  const sources = { session: undefined, status: undefined, safety: undefined, clockFastBy: 30_000 };

  expect(troubleOf(sources, now)).toBeUndefined();
});
