import {
  bucketResponseSchema,
  digestResponseSchema,
  errorBodySchema,
  formatCheckpoint,
  headsResponseSchema,
  heartbeatMs,
  recordEventSchema,
  protocolHeader,
  protocolVersion,
  pullResponseSchema,
  pushResponseSchema,
  repairResponseSchema,
  sessionResponseSchema,
  streamEventSchema,
  syncResponseSchema,
  type BucketResponse,
  type Checkpoint,
  type DigestResponse,
  type Heads,
  type RecordEvent,
  type PullResponse,
  type PushRequest,
  type PushResponse,
  type RepairResponse,
  type SessionRequest,
  type SessionResponse,
  type StreamEvent,
  type SyncResponse,
  type Trigger,
} from '@tidemark/protocol';
import { createParser } from 'eventsource-parser';
import type { ReplicatedName } from './collections.ts';
import { ReplicationError } from './errors.ts';

/** A schema with zod's interface. */
interface Shape<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error };
}

export type LiveEvent = StreamEvent | RecordEvent;

const quickMs = 15_000;
const pageMs = 30_000;
/** A barrier waits for Shopify. */
const barrierMs = 90_000;

/**
 * The server's routes. Every answer is checked against its schema before it is returned; any other answer is a
 * `ReplicationError`.
 */
export class Wire {
  readonly #server: string;
  readonly #fetch: typeof fetch;
  readonly #token: () => string | undefined;
  readonly #onUnauthorized: (token: string) => void;

  /** @param onUnauthorized Called with a token that the server does not accept (any more). */
  constructor(
    server: string,
    fetchFunction: typeof fetch,
    token: () => string | undefined,
    onUnauthorized: (token: string) => void,
  ) {
    this.#server = server.replace(/\/$/, '');
    // A browser's own `fetch` must not be called as a method of another object.
    this.#fetch = (input, init) => fetchFunction(input, init);
    this.#token = token;
    this.#onUnauthorized = onUnauthorized;
  }

  session(request: SessionRequest): Promise<SessionResponse> {
    return this.#post('/api/session', request, sessionResponseSchema, quickMs);
  }

  sync(trigger: Trigger, signal: AbortSignal): Promise<SyncResponse> {
    return this.#post('/api/sync', { trigger }, syncResponseSchema, barrierMs, signal);
  }

  heads(signal: AbortSignal): Promise<Heads> {
    return this.#get('/api/replication/heads', headsResponseSchema, signal);
  }

  pull(
    name: ReplicatedName,
    from: Checkpoint | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<PullResponse> {
    const checkpoint = from ? `checkpoint=${encodeURIComponent(formatCheckpoint(from))}&` : '';
    return this.#get(`/api/replication/${name}/pull?${checkpoint}limit=${limit}`, pullResponseSchema, signal);
  }

  push({ collection, ...body }: PushRequest, signal: AbortSignal): Promise<PushResponse> {
    return this.#post(`/api/replication/${collection}/push`, body, pushResponseSchema, quickMs, signal);
  }

  digest(name: ReplicatedName, signal: AbortSignal): Promise<DigestResponse> {
    return this.#get(`/api/replication/${name}/digest`, digestResponseSchema, signal);
  }

  bucket(name: ReplicatedName, bucket: number, signal: AbortSignal): Promise<BucketResponse> {
    return this.#get(`/api/replication/${name}/digest?bucket=${bucket}`, bucketResponseSchema, signal);
  }

  documents(name: ReplicatedName, ids: readonly string[], signal: AbortSignal): Promise<RepairResponse> {
    return this.#post(`/api/replication/${name}/documents`, { ids }, repairResponseSchema, quickMs, signal);
  }

  /** The live stream, until it breaks or `signal` ends it. Silence for three heartbeats is a break. */
  async *stream(signal: AbortSignal): AsyncGenerator<LiveEvent> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), quickMs);
    try {
      const response = await this.#send(
        '/api/replication/stream',
        { signal: AbortSignal.any([signal, silence.signal]) },
        undefined,
      );
      if (!response.ok || !response.body) await this.#read(response, streamEventSchema);
      const events: LiveEvent[] = [];
      const parser = createParser({ onEvent: ({ data }) => events.push(readEvent(data)) });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), heartbeatMs * 3);
        const part = await reader?.read();
        if (!part || part.done) return;
        parser.feed(part.value);
        yield* events.splice(0);
      }
    } catch (cause) {
      if (cause instanceof ReplicationError) throw cause;
      throw new ReplicationError('offline', 'The live stream broke.', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async #get<T>(path: string, shape: Shape<T>, signal: AbortSignal): Promise<T> {
    return this.#read(await this.#send(path, { signal }, pageMs), shape);
  }

  async #post<T>(
    path: string,
    body: object,
    shape: Shape<T>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<T> {
    const init = {
      ...(signal ? { signal } : {}),
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    return this.#read(await this.#send(path, init, timeoutMs), shape);
  }

  async #send(path: string, init: RequestInit, timeoutMs: number | undefined): Promise<Response> {
    const token = this.#token();
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      [protocolHeader]: String(protocolVersion),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const ends = [init.signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    const signals = ends.filter(each => each != null);
    try {
      const answer = await this.#fetch(this.#server + path, {
        ...init,
        headers,
        signal: AbortSignal.any(signals),
      });
      if (answer.status === 401 && token !== undefined) this.#onUnauthorized(token);
      return answer;
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new ReplicationError('offline', 'The server does not answer.', { cause });
    }
  }

  async #read<T>(response: Response, shape: Shape<T>): Promise<T> {
    let text: string;
    try {
      text = await response.text();
    } catch (cause) {
      throw new ReplicationError('offline', 'The answer broke off.', { cause });
    }
    const body = readJson(text);
    if (!response.ok) {
      const known = errorBodySchema.safeParse(body);
      throw known.success
        ? new ReplicationError(known.data.code, known.data.message)
        : new ReplicationError('offline', `The server answered ${response.status}.`);
    }
    const parsed = shape.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new ReplicationError('offline', 'The answer is not one of a Tidemark server.', {
      cause: parsed.error,
    });
  }
}

/** An unreadable event may have been a change: then the till must pull. */
function readEvent(data: string): LiveEvent {
  const json = readJson(data);
  const ofCaches = streamEventSchema.safeParse(json);
  if (ofCaches.success) return ofCaches.data;
  const ofRecords = recordEventSchema.safeParse(json);
  return ofRecords.success ? ofRecords.data : { type: 'resync' };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
