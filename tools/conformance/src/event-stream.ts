import {
  recordEventSchema,
  protocolHeader,
  protocolVersion,
  streamEventSchema,
  type RecordEvent,
  type StreamEvent,
} from '@tidemark/protocol';
import * as z from 'zod/mini';
import { Broken, fits, must } from './broken.ts';
import type { Client } from './client.ts';

export type AnyEvent = StreamEvent | RecordEvent;

const anyEventSchema = z.union([streamEventSchema, recordEventSchema]);

/** A till's stream: keeps every event in order, and can wait for one. Dispose it to close the connection. */
export class EventStream implements Disposable {
  readonly events: AnyEvent[] = [];
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();
  #ended: unknown;

  static async open(client: Client): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(`${client.server}/api/replication/stream`, {
      headers: {
        authorization: `Bearer ${client.session.token}`,
        [protocolHeader]: String(protocolVersion),
        accept: 'text/event-stream',
      },
      signal: stream.#stop.signal,
    });
    must(response.status === 200, `the stream was answered ${response.status}`);
    const type = response.headers.get('content-type') ?? '';
    must(
      type.startsWith('text/event-stream'),
      `the stream is ${type || 'of no type'}, not text/event-stream`,
    );
    if (!response.body) throw new Broken('the stream has no body');
    void stream.#read(response.body);
    return stream;
  }

  /** The first event that fits, past ones included. @throws Broken after `ms` without it. */
  async wait(isWanted: (event: AnyEvent) => boolean, ms: number, what: string): Promise<AnyEvent> {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.events.find(isWanted);
      if (found) return found;
      if (this.#ended !== undefined)
        throw this.#ended instanceof Broken
          ? this.#ended
          : new Broken(`the stream ended before ${what}: ${String(this.#ended)}`);
      must(Date.now() < end, `the stream did not send ${what} within ${ms} ms`);
      await this.#next(end - Date.now());
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      let rest = '';
      for await (const piece of body.pipeThrough(
        new TextDecoderStream() as TransformStream<Uint8Array, string>,
      )) {
        const blocks = (rest + piece).split(/\r?\n\r?\n/);
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
        this.#wake();
      }
      this.#ended = 'the server closed it';
    } catch (error) {
      this.#ended = error;
    }
    this.#wake();
  }

  #take(block: string): void {
    const data = dataOf(block);
    if (data === undefined) return;
    this.events.push(fits(anyEventSchema, parse(data), 'an event of the stream'));
  }

  #next(ms: number): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}

/** The `data:` lines of one server-sent event; undefined for a comment. */
export function dataOf(block: string): string | undefined {
  const lines = block.split(/\r?\n/).filter(line => line.startsWith('data:'));
  return lines.length === 0 ? undefined : lines.map(line => line.slice(5).replace(/^ /, '')).join('\n');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Broken(`an event of the stream is not JSON: ${text.slice(0, 200)}`);
  }
}
