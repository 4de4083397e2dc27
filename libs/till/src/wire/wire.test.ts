import { collectionNames } from '@tidemark/schema';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mostWaiting } from '../live/live-stream.ts';
import { Wire } from './wire.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Acts as fetch does: the answer ends with its signal. */
function untilAborted(init: RequestInit | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
  });
}

function first(wire: Wire, signal = new AbortController().signal) {
  return wire.stream(signal).next();
}

test('[T14] a stream whose answer never begins is given up like a network that is not there', async () => {
  const wire = new Wire(
    'http://server',
    (_url, init) => untilAborted(init),
    () => 'token',
  );
  const opened = expect(first(wire)).rejects.toMatchObject({ name: 'WireError', code: 'offline' });

  await vi.advanceTimersByTimeAsync(15_000);

  await opened;
});

test('[T14] a refusal whose words never come is given up too', async () => {
  const wire = new Wire(
    'http://server',
    async (_url, init) => {
      const body = new ReadableStream({
        start: controller =>
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason)),
      });
      return new Response(body, { status: 503 });
    },
    () => 'token',
  );
  const opened = expect(first(wire)).rejects.toMatchObject({ code: 'offline' });

  await vi.advanceTimersByTimeAsync(15_000);

  await opened;
});

test('[T14] a stream that began is not ended by the wait for its beginning', async () => {
  let say: (text: string) => void = () => undefined;
  const wire = new Wire(
    'http://server',
    async (_url, init) => {
      const body = new ReadableStream<Uint8Array>({
        start: controller => {
          say = text => controller.enqueue(new TextEncoder().encode(text));
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
        },
      });
      return new Response(body);
    },
    () => 'token',
  );
  const event = first(wire);
  await vi.advanceTimersByTimeAsync(20_000);

  say('data: {"type":"resync"}\n\n');

  expect((await event).value).toEqual({ type: 'resync' });
});

test('[T14] whoever ends the stream is told no more than that', async () => {
  const stop = new AbortController();
  const wire = new Wire(
    'http://server',
    (_url, init) => untilAborted(init),
    () => 'token',
  );
  const opened = expect(first(wire, stop.signal)).rejects.toThrow('signed out');

  stop.abort(new Error('signed out'));

  await opened;
});

test('[T14] a search names its kind, its words and its times, and is given up when nobody waits for it', async () => {
  const asked: unknown[] = [];
  const wire = new Wire(
    'http://server',
    (url, init) => {
      asked.push([url, JSON.parse(init?.body as string)]);
      return untilAborted(init);
    },
    () => 'token',
  );
  const controller = new AbortController();
  const request = { kind: 'orders', query: '#1001', from: '2026-01-01T00:00:00.000Z' } as const;
  const found = expect(wire.find(request, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });

  controller.abort();

  await found;
  expect(asked).toEqual([['http://server/api/find', request]]);
});

/** A stream to which a test writes; it shows whether the reader cancelled it. */
function aStream() {
  const cancelled = vi.fn();
  const text = new TextEncoder();
  let source: ReadableStreamDefaultController<Uint8Array> | undefined;
  const wire = new Wire(
    'http://server',
    async () =>
      new Response(
        new ReadableStream<Uint8Array>({ start: begun => void (source = begun), cancel: cancelled }),
      ),
    () => 'token',
  );
  return {
    wire,
    cancelled,
    say: (event: object) => source?.enqueue(text.encode(`data: ${JSON.stringify(event)}\n\n`)),
  };
}

const resync = { type: 'resync' };
const signal = new AbortController().signal;

test('[T53] a stream whose event fails is let go of', async () => {
  const { wire, cancelled, say } = aStream();
  const handled = (async () => {
    for await (const { type } of wire.stream(signal)) throw new Error(`${type} could not be stored`);
  })();
  const failed = expect(handled).rejects.toThrow('could not be stored');
  await vi.advanceTimersByTimeAsync(0);

  say(resync);

  await failed;
  expect(cancelled).toHaveBeenCalledOnce();
});

test('[T53] silence is measured from the last byte, however long an event takes to be handled', async () => {
  const { wire, cancelled, say } = aStream();
  const handled: string[] = [];
  const reading = (async () => {
    for await (const { type } of wire.stream(signal)) {
      await new Promise(resolve => setTimeout(resolve, 120_000));
      handled.push(type);
    }
  })();
  const failed = expect(reading).rejects.toMatchObject({ code: 'offline' });
  await vi.advanceTimersByTimeAsync(0);

  for (let n = 0; n < 6; n++) {
    say(resync);
    await vi.advanceTimersByTimeAsync(30_000);
  }
  expect(handled).toEqual(['resync']);
  expect(cancelled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600_000);

  await failed;
  // What came before the silence is still handled.
  expect(handled).toHaveLength(6);
  expect(cancelled).toHaveBeenCalledOnce();
});

test('[T53] a till that is too far behind its stream asks for everything, instead of keeping it all', async () => {
  const { wire, say } = aStream();
  const events = wire.stream(signal);
  const opened = events.next();
  await vi.advanceTimersByTimeAsync(0);
  const heads = Object.fromEntries(collectionNames.map(name => [name, 'e1:1']));

  for (let n = 0; n < mostWaiting + 3; n++) say({ type: 'heartbeat', heads });
  await vi.advanceTimersByTimeAsync(0);

  const seen = [(await opened).value?.type, (await events.next()).value?.type];
  await events.return(undefined);
  expect(seen).toEqual(['heartbeat', 'resync']);
});

test('[T53] places that did not change are told again: what they announced may not have come', async () => {
  const heads = Object.fromEntries(collectionNames.map(name => [name, 'e1:1']));
  const asked: (string | null)[] = [];
  let token = 'token';
  const wire = new Wire(
    'http://server',
    async (_url, init) => {
      const tag = new Headers(init?.headers).get('if-none-match');
      asked.push(tag);
      if (tag === '"1"') return new Response(null, { status: 304 });
      return Response.json(heads, { headers: { etag: '"1"' } });
    },
    () => token,
  );

  expect(await wire.heads()).toEqual({ heads, isNews: true });
  expect(await wire.heads()).toEqual({ heads, isNews: false });
  // Another person, perhaps at another location.
  token = 'another';
  expect(await wire.heads()).toEqual({ heads, isNews: true });
  expect(asked).toEqual([null, '"1"', null]);
});
