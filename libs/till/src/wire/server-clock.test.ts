import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { correctionOf, readingOf, ServerClock, surer, type ClockReading } from './server-clock.ts';
import { memoryKeep } from '../testing.ts';

const server = Date.parse('2026-03-01T12:00:00Z');
const ms = (max: number) => fc.integer({ min: 0, max });

test.prop([fc.integer({ min: -2e12, max: 2e12 }), ms(30_000), fc.double({ min: 0, max: 1, noNaN: true })])(
  '[T61] the true offset is within what a reading says, wherever in the round trip the server read its clock',
  (fastBy, tripMs, when) => {
    const sentAt = server + fastBy;
    const reading = readingOf(sentAt, sentAt + tripMs, String(Math.trunc(server + tripMs * when)))!;

    expect(Math.abs(reading.offsetMs + fastBy)).toBeLessThanOrEqual(reading.withinMs + 1);
    const left = fastBy + correctionOf(reading);
    expect(Math.abs(left)).toBeLessThanOrEqual(2_000 + 2 * reading.withinMs + 1);
  },
);

test.prop([fc.integer({ min: -1e9, max: 1e9 }), fc.array(ms(20_000), { minLength: 1, maxLength: 20 })])(
  '[T61] of many answers the surest is gone by, and a clock that is moved is noticed at once',
  (fastBy, trips) => {
    const at = (offBy: number, tripMs: number) =>
      readingOf(server + offBy, server + offBy + tripMs, String(server))!;
    let kept: ClockReading | undefined;
    for (const tripMs of trips) kept = surer(kept, at(fastBy, tripMs));

    expect(kept!.withinMs).toBe(Math.min(...trips) / 2);
    const moved = at(fastBy + 3_600_000, 200);
    expect(surer(kept, moved)).toBe(moved);
  },
);

example('[T61] what names no time, takes too long, or comes before it was sent says nothing', () => {
  expect(readingOf(0, 10, null)).toBeUndefined();
  for (const header of ['', 'soon', '-5', '1e9', '999999999999999999', '999999999999999'])
    expect(readingOf(0, 10, header)).toBeUndefined();
  expect(readingOf(0, 60_000, String(server))).toBeUndefined();
  expect(readingOf(10, 0, String(server))).toBeUndefined();
});

example('[T61] a clock that is right within a slow answer is left alone', () => {
  expect(correctionOf(readingOf(server, server + 8_000, String(server + 9_000)))).toBe(0);
  expect(correctionOf(undefined)).toBe(0);
});

example(
  '[T61] what was learned is kept over a reload; damaged, or older than the clock, it is not gone by',
  async () => {
    const values = new Map<string, string>();
    let device = server + 11_520_000;
    const open = () => new ServerClock(memoryKeep(values), 'till', () => device);
    const answer = () => new Response('', { headers: { 'tidemark-time': String(server) } });
    const clock = open();
    await clock.watch(async () => answer())('https://pos.example');

    expect(clock.now()).toBe(server);
    expect(open().now()).toBe(server);
    device = server + 60_000;
    expect(open().now()).toBe(device);
    for (const text of ['{', '{}', '{"offsetMs":null,"withinMs":1,"readAt":1}']) {
      values.set('till-clock', text);
      expect(open().now()).toBe(device);
    }
  },
);

example('[T61] an answer that fails is passed on, and says nothing of the time', async () => {
  const clock = new ServerClock(memoryKeep(), 'till', () => server);
  const broken = clock.watch(async () => {
    throw new TypeError('no network');
  });

  await expect(broken('https://pos.example')).rejects.toThrow('no network');
  expect(clock.now()).toBe(server);
});
