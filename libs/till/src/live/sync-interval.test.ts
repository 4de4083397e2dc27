import { aProduct } from '@tidemark/schema/testing';
import { NEVER, Subject } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import { hasSlept } from './has-slept.ts';
import { IntervalChoice } from './sync-interval.ts';
import { memoryKeep, openMemoryTill } from '../testing.ts';
import { TestServer } from '../testing/test-server.ts';
import type { Till, Wake } from '../api/till.ts';

afterEach(() => vi.useRealTimers());

const minute = 60_000;

/** Waits until what was begun has had time to ask the server. */
function settled(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 40));
}

/** Streams that stay open; answers a function that sends an event on the last of them. */
function withStream(server: TestServer): (event: object) => void {
  let say: (event: object) => void = () => undefined;
  const text = new TextEncoder();
  server.bend = path => {
    if (!path.includes('/stream')) return undefined;
    const body = new ReadableStream({
      start: stream => {
        say = event => stream.enqueue(text.encode(`data: ${JSON.stringify(event)}\n\n`));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return event => say(event);
}

/** A signed-in till whose clock and timers the test moves. */
async function onFakeTime(server: TestServer, wake$ = new Subject<Wake>()) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let now = Date.UTC(2026, 0, 1);
  const till = await openMemoryTill({
    server: 'http://interval.tidemark.test',
    shop: 'a.myshopify.com',
    fetch: server.fetch as typeof fetch,
    now: () => now,
    wake$,
  });
  await till.signIn('demo', '1234');
  await till.sync('manual');
  server.requests.length = 0;
  return {
    till,
    wake$,
    barriers: () => server.requests.filter(each => each.includes('/api/sync')).length,
    /** Lets time pass, with every timer in it. */
    pass: async (minutes: number) => {
      for (let passed = 0; passed < minutes * 4; passed++) {
        now += minute / 4;
        vi.advanceTimersByTime(minute / 4);
      }
      await settled();
    },
  };
}

async function intervalOf(till: Till): Promise<number> {
  let minutes = NaN;
  till.interval$.subscribe(each => (minutes = each.minutes)).unsubscribe();
  return minutes;
}

test('[T51] a till syncs by itself after 30 minutes without an update, counted anew after each', async () => {
  const { till, barriers, pass } = await onFakeTime(new TestServer());
  await using _ = till;

  await pass(29);
  expect(barriers()).toBe(0);
  await till.sync('manual');
  expect(barriers()).toBe(1);
  await pass(29);
  expect(barriers()).toBe(1);
  await pass(2);
  await expect.poll(barriers).toBe(2);
});

test('[T51] the interval goes by this device’s clock: what is learned of the server’s in between does not put it off', async () => {
  const server = new TestServer();
  const { till, barriers, pass } = await onFakeTime(server);
  await using _ = till;

  await pass(20);
  server.clock = () => Date.UTC(2026, 0, 1);
  await till.check();
  expect(till.clock.now()).toBeLessThan(till.clock.deviceNow());
  await pass(11);

  await expect.poll(barriers).toBe(1);
});

test('[T51] a sync that failed is no update: it does not put the interval off', async () => {
  const server = new TestServer();
  const { till, barriers, pass } = await onFakeTime(server);
  await using _ = till;

  await pass(29);
  server.bend = path => (path.includes('/api/sync') ? new Response('', { status: 503 }) : undefined);
  expect(await till.sync('manual')).toMatchObject({ outcome: 'offline' });
  server.bend = () => undefined;
  await pass(2);

  await expect.poll(barriers).toBe(2);
});

test('[T51] news that came live is an update', async () => {
  const server = new TestServer();
  const say = withStream(server);
  const { till, barriers, pass } = await onFakeTime(server);
  await using _ = till;

  await pass(29);
  server.put('products', aProduct({ id: '7' }));
  say({ type: 'resync' });
  await expect.poll(async () => (await till.documents('products')).length).toBe(1);
  say({ type: 'heartbeat', heads: server.heads() });
  await settled();
  await pass(20);
  expect(barriers()).toBe(0);
  say({ type: 'heartbeat', heads: server.heads() });
  await settled();
  await pass(11);

  await expect.poll(barriers).toBe(1);
});

test('[T52] the interval is the server’s until this till has one of its own, which takes effect at once', async () => {
  const server = new TestServer();
  server.intervalMinutes = 45;
  const { till, barriers, pass } = await onFakeTime(server);
  await using _ = till;
  expect(await intervalOf(till)).toBe(45);

  await pass(10);
  till.syncEvery(10);
  await pass(0.5);
  await expect.poll(barriers).toBe(1);
  till.syncEvery(undefined);

  expect(await intervalOf(till)).toBe(45);
});

test('[T52] both are kept over a reload; another tab’s choice is seen; what makes no sense is not taken', () => {
  const keep = memoryKeep();
  const first = new IntervalChoice(keep, 'i', 30);
  const second = new IntervalChoice(keep, 'i', 30);
  first.learn(45);
  first.choose(5.4);
  expect(first.interval$.value).toEqual({ minutes: 5, own: 5, shop: 45 });
  second.reload();
  expect(second.interval$.value).toEqual(first.interval$.value);
  expect(new IntervalChoice(keep, 'i', 30).interval$.value).toEqual(first.interval$.value);

  first.choose(0);
  expect(first.interval$.value.own).toBe(1);
  first.choose(1e9);
  expect(first.interval$.value.own).toBe(1_440);
  first.choose(NaN);
  expect(first.interval$.value.own).toBe(1);
  keep.set('i', '{"own":"x","shop":-1}');
  expect(new IntervalChoice(keep, 'i', 30).interval$.value).toEqual({
    minutes: 30,
    own: undefined,
    shop: 30,
  });
  keep.set('i', 'no json');
  expect(new IntervalChoice(keep, 'i', 30).interval$.value.minutes).toBe(30);
});

test('[T52] [T31] a browser that keeps nothing has the choice as long as the page lives', () => {
  const refusing = {
    ...memoryKeep(),
    set: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  const choice = new IntervalChoice(refusing, 'i', 30);

  choice.choose(5);
  choice.reload();

  expect(choice.interval$.value.minutes).toBe(5);
});

test('[T50] a till that stood still opens another stream and syncs, however shortly before it had synced', async () => {
  const server = new TestServer();
  withStream(server);
  const { till, barriers, wake$ } = await onFakeTime(server);
  await using _ = till;
  const streams = () => server.requests.filter(each => each.includes('/stream')).length;

  wake$.next('visible');
  await settled();
  expect([barriers(), streams()]).toEqual([0, 0]);
  wake$.next('woken');

  await expect.poll(barriers).toBe(1);
  await expect.poll(streams).toBe(1);
});

test('[T50] nobody signed in: nothing is asked when the page wakes', async () => {
  const server = new TestServer();
  const { till, barriers, wake$ } = await onFakeTime(server);
  await using _ = till;
  await till.signOut();

  wake$.next('woken');
  await settled();

  expect(barriers()).toBe(0);
});

test.each([
  [29_000, false, false],
  [31_000, false, true],
  [60_000, true, false],
  [121_000, true, true],
  [-5_000, false, false],
])('[T50] a timer %i ms late, in a page that is hidden: %s, slept: %s', (lateBy, isUnseen, slept) => {
  expect(hasSlept(lateBy, isUnseen)).toBe(slept);
});

test('[T51] an interval of an older server that says none is 30 minutes', async () => {
  await using till = await openMemoryTill({
    server: 'http://older.tidemark.test',
    shop: 'a.myshopify.com',
    fetch: new TestServer().fetch as typeof fetch,
    wake$: NEVER,
  });

  expect(await intervalOf(till)).toBe(30);
});
