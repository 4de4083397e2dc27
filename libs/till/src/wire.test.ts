import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Wire } from './wire.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As fetch does: an answer that ends with its signal. */
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
