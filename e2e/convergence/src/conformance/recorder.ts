import { protocolHeader, protocolVersion } from '@tidemark/protocol';
import { more, type TraceLine } from './trace.ts';

/** The fields of a document that a trace shows. */
const shown = new Set([
  'id',
  'rev',
  '_deleted',
  'title',
  'name',
  'note',
  'status',
  'receiptNumber',
  'journal',
  'details',
  'submission',
]);
const mostShown = 3;
/** A hash, a coordinate or a signature in base64url: a reader needs only its beginning. */
const longCode = /^([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86})$/;
const epochNames = ['5f0c2a9e', 'b81d7740', 'c3d902f1'];

/** Asks a server as a till does, and writes down what went over the wire, shortened for a reader. */
export class Recorder {
  readonly lines: TraceLine[] = [];
  readonly #server: () => string;
  readonly #epochs = new Map<string, string>();
  token = '';
  /** The ETag of the last answer. */
  tag = '';

  constructor(server: () => string) {
    this.#server = server;
  }

  /** @returns The answer's whole body. `note` follows the path in the trace. */
  async ask<T>(
    path: string,
    asked: { body?: object; headers?: Record<string, string>; note?: string; isUnseen?: boolean } = {},
  ): Promise<T> {
    const { body, headers = {}, note, isUnseen = false } = asked;
    const method = body === undefined ? 'GET' : 'POST';
    const response = await fetch(`${this.#server()}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        'content-type': 'application/json',
        [protocolHeader]: String(protocolVersion),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.tag = response.headers.get('etag') ?? '';
    const text = await response.text();
    const answer = text === '' ? undefined : (JSON.parse(text) as unknown);
    if (!isUnseen) {
      const head = `${method} ${this.#named(path)}${note ? ` (${note})` : ''}`;
      this.#add({ kind: 'request', head, body });
      this.#add({ kind: 'answer', head: String(response.status), body: answer });
    }
    return answer as T;
  }

  event(body: object): void {
    this.#add({ kind: 'event', head: '', body });
  }

  #add({ kind, head, body }: TraceLine): void {
    this.lines.push({ kind, head, body: body === undefined ? undefined : this.#shortened(body, '') });
  }

  #shortened(value: unknown, key: string): unknown {
    if (key === 'token') return 'eyJhbGciOi…';
    if (typeof value === 'string')
      return longCode.test(value) ? `${value.slice(0, 6)}${more}` : this.#named(value);
    if (Array.isArray(value)) return this.#list(value, key);
    if (typeof value !== 'object' || value === null) return value;
    const isDocument = '_deleted' in value;
    const entries = Object.entries(value).filter(([name]) => !isDocument || shown.has(name));
    if (key === 'submission') return { state: (value as { state?: unknown }).state };
    return Object.fromEntries(entries.map(([name, each]) => [name, this.#shortened(each, name)]));
  }

  #list(list: readonly unknown[], key: string): unknown[] {
    if (key === 'buckets') {
      const full = list.filter(each => (each as { count: number }).count > 0);
      return [more, ...full.slice(0, mostShown), more];
    }
    const part = list.slice(0, mostShown).map(each => this.#shortened(each, ''));
    return part.length < list.length ? [...part, more] : part;
  }

  /** Epochs are random: replaces them, so that a trace has the same ones at each recording. */
  #named(text: string): string {
    return text.replace(/\b([0-9a-f]{8})(?=:\d+\b)/g, epoch => {
      const known = this.#epochs.get(epoch) ?? epochNames[this.#epochs.size] ?? epoch;
      this.#epochs.set(epoch, known);
      return known;
    });
  }
}
