import {
  approvalHeader,
  approvalResponseSchema,
  auditResponseSchema,
  bucketResponseSchema,
  decisionResponseSchema,
  digestResponseSchema,
  enrolResponseSchema,
  errorBodySchema,
  findResponseSchema,
  headsResponseSchema,
  heartbeatMs,
  lookupResponseSchema,
  movedResponseSchema,
  peopleResponseSchema,
  protocolHeader,
  protocolVersion,
  pullResponseSchema,
  pushResponseSchema,
  repairResponseSchema,
  sessionResponseSchema,
  statusResponseSchema,
  streamEventSchema,
  syncResponseSchema,
  formatCheckpoint,
  type ApprovalRequest,
  type ApprovalResponse,
  type AuditResponse,
  type BucketResponse,
  type Checkpoint,
  type DecisionRequest,
  type DecisionResponse,
  type DigestResponse,
  type EnrolResponse,
  type FindRequest,
  type FindResponse,
  type Heads,
  type LookupResponse,
  type MovedRequest,
  type MovedResponse,
  type PeopleRequest,
  type PeopleResponse,
  type PullResponse,
  type PushRequest,
  type PushResponse,
  type RepairResponse,
  type SessionRequest,
  type SessionResponse,
  type StatusResponse,
  type SyncResponse,
  type Trigger,
} from '@tidemark/protocol';
import { formatPushSignature, pushText, signatureHeader, type TillKey } from '@tidemark/journal';
import type { CollectionName, RecordName } from '@tidemark/schema';
import { eventsOf, type LiveEvent } from '../live/live-stream.ts';
import { jsonOf } from './read-json.ts';
import { WireError } from './wire-error.ts';

/** Something with zod's way of checking. */
interface Shape<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error };
}

/** A server that makes a cashier wait longer than this is treated as none. */
const cashierMs = 3_000;
const quickMs = 15_000;
/** A barrier waits for Shopify. */
const barrierMs = 90_000;

/** The server's routes; each answer is checked against its schema. */
export class Wire implements Disposable {
  readonly #server: string;
  readonly #fetch: typeof fetch;
  readonly #token: () => string | undefined;
  readonly #key: () => Promise<TillKey | undefined>;
  readonly #isConfirmed: () => boolean;
  readonly #closed = new AbortController();
  /** The places that the server named last, with the token and tag by which it can say that nothing changed. */
  #lastHeads: { readonly heads: Heads; readonly tag: string; readonly token: string | undefined } | undefined;

  /**
   * `key`: with which this till signs what it pushes; undefined where its page has no cryptography. `isConfirmed`: whether
   * the server gave the session to the person at the till.
   */
  constructor(
    server: string,
    fetchFunction: typeof fetch,
    token: () => string | undefined,
    key: () => Promise<TillKey | undefined> = async () => undefined,
    isConfirmed: () => boolean = () => true,
  ) {
    this.#server = server.replace(/\/$/, '');
    this.#fetch = fetchFunction;
    this.#token = token;
    this.#key = key;
    this.#isConfirmed = isConfirmed;
  }

  /** Ends all requests that are on their way; nothing more is asked. */
  [Symbol.dispose](): void {
    this.#closed.abort(new WireError('offline', 'The till was closed.'));
  }

  session(request: SessionRequest): Promise<SessionResponse> {
    return this.#post('/api/session', request, sessionResponseSchema, cashierMs);
  }

  /** Asks which of these people may not open the till any more. */
  people(request: PeopleRequest): Promise<PeopleResponse> {
    return this.#post('/api/session/people', request, peopleResponseSchema, quickMs);
  }

  /** A manager has seen that these tills moved. */
  moved(request: MovedRequest): Promise<MovedResponse> {
    return this.#post('/api/status/moved', request, movedResponseSchema, cashierMs);
  }

  sync(trigger: Trigger): Promise<SyncResponse> {
    return this.#post('/api/sync', { trigger }, syncResponseSchema, barrierMs);
  }

  lookup(code: string): Promise<LookupResponse> {
    return this.#post('/api/lookup', { code }, lookupResponseSchema, cashierMs);
  }

  /** Searches the mirror and Shopify by words; `signal` gives the search up. */
  find(request: FindRequest, signal?: AbortSignal): Promise<FindResponse> {
    return this.#post('/api/find', request, findResponseSchema, quickMs, signal);
  }

  audit(approval?: string): Promise<AuditResponse> {
    return this.#post('/api/audit', {}, auditResponseSchema, quickMs, undefined, approvedBy(approval));
  }

  /** Somebody approves, by name and PIN, of what the person at the till wants to do. */
  approval(request: ApprovalRequest): Promise<ApprovalResponse> {
    return this.#post('/api/session/approval', request, approvalResponseSchema, cashierMs);
  }

  status(): Promise<StatusResponse> {
    return this.#get('/api/status', statusResponseSchema);
  }

  pull(
    collection: CollectionName | RecordName,
    from: Checkpoint | undefined,
    limit: number,
    signal?: AbortSignal,
    emptyAt?: string,
  ): Promise<PullResponse> {
    const checkpoint = from ? `checkpoint=${encodeURIComponent(formatCheckpoint(from))}&` : '';
    const empty = emptyAt === undefined ? '' : `&emptyAt=${encodeURIComponent(emptyAt)}`;
    return this.#get(
      `/api/replication/${collection}/pull?${checkpoint}limit=${limit}${empty}`,
      pullResponseSchema,
      signal,
    );
  }

  /** Signed where this till has a key: then it needs no session. A till that the server knows without one is enrolled. */
  async push(request: PushRequest, signal?: AbortSignal): Promise<PushResponse> {
    const key = await this.#key();
    // Without a signature the session would vouch for it, which is another person's ([T98]).
    if (!key && !this.#isConfirmed() && this.#token() !== undefined)
      throw new WireError('not-signed', 'Type your PIN for the server first.');
    try {
      return await this.#push(request, key, signal);
    } catch (error) {
      const isUnknown = error instanceof WireError && error.code === 'not-signed';
      if (!isUnknown || !key || this.#token() === undefined || !this.#isConfirmed()) throw error;
      await this.enrol(key);
      return this.#push(request, key, signal);
    }
  }

  /** Makes the key known to the server as that of the till that is signed in. */
  enrol({ publicKey: key }: TillKey): Promise<EnrolResponse> {
    return this.#post('/api/session/key', { key }, enrolResponseSchema, quickMs);
  }

  decide({ collection, ...body }: DecisionRequest, approval?: string): Promise<DecisionResponse> {
    const path = `/api/replication/${collection}/decision`;
    return this.#post(path, body, decisionResponseSchema, cashierMs, undefined, approvedBy(approval));
  }

  digest(collection: CollectionName | RecordName): Promise<DigestResponse> {
    return this.#get(`/api/replication/${collection}/digest`, digestResponseSchema);
  }

  bucket(collection: CollectionName | RecordName, bucket: number): Promise<BucketResponse> {
    return this.#get(`/api/replication/${collection}/digest?bucket=${bucket}`, bucketResponseSchema);
  }

  documents(collection: CollectionName | RecordName, ids: readonly string[]): Promise<RepairResponse> {
    return this.#post(`/api/replication/${collection}/documents`, { ids }, repairResponseSchema, quickMs);
  }

  /**
   * The newest places, even if they have not changed: callers compare them with what is stored, since what the last
   * answer announced may not have come. `isNews` says whether anything differs from the last answer, places of tills'
   * records included.
   */
  async heads(): Promise<{ readonly heads: Heads; readonly isNews: boolean }> {
    const token = this.#token();
    const last = this.#lastHeads?.token === token ? this.#lastHeads : undefined;
    const response = await this.#send(
      '/api/replication/heads',
      last ? { headers: { 'if-none-match': last.tag } } : {},
      quickMs,
    );
    if (response.status === 304 && last) return { heads: last.heads, isNews: false };
    const heads = await this.#read(response, headsResponseSchema);
    const tag = response.headers.get('etag');
    this.#lastHeads = tag === null ? undefined : { heads, tag, token };
    return { heads, isNews: true };
  }

  /**
   * The live stream, until it breaks, `signal` ends it, or the caller stops asking. Silence for three heartbeats is a
   * break, and so is an answer that does not begin.
   */
  async *stream(signal: AbortSignal): AsyncGenerator<LiveEvent> {
    const end = new AbortController();
    try {
      const { body } = await this.#begin(AbortSignal.any([signal, end.signal]), end);
      if (!body) return;
      const silent = new Error('nothing came for three heartbeats');
      yield* eventsOf(body, { silenceMs: heartbeatMs * 3, silent });
    } catch (cause) {
      if (cause instanceof WireError || signal.aborted) throw cause;
      throw new WireError('offline', 'The stream broke.', { cause });
    } finally {
      end.abort();
    }
  }

  /** The answer of the stream, once it has begun well. */
  async #begin(signal: AbortSignal, silence: AbortController): Promise<Response> {
    const giveUp = new WireError('offline', 'The server does not answer.');
    const timer = setTimeout(() => silence.abort(giveUp), quickMs);
    try {
      const response = await this.#send('/api/replication/stream', { signal }, undefined);
      if (!response.ok || !response.body) await this.#read(response, streamEventSchema);
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  async #push(
    { collection, ...body }: PushRequest,
    key: TillKey | undefined,
    signal: AbortSignal | undefined,
  ): Promise<PushResponse> {
    const path = `/api/replication/${collection}/push`;
    const text = JSON.stringify(body);
    const signed = key && {
      [signatureHeader]: formatPushSignature(key.id, await key.sign(pushText(path, text))),
    };
    const init = { ...(signal ? { signal } : {}), ...asJson(text, signed) };
    return this.#read(await this.#send(path, init, quickMs), pushResponseSchema);
  }

  async #get<T>(path: string, shape: Shape<T>, signal?: AbortSignal): Promise<T> {
    return this.#read(await this.#send(path, signal ? { signal } : {}, quickMs * 2), shape);
  }

  async #post<T>(
    path: string,
    body: object,
    shape: Shape<T>,
    timeoutMs: number,
    signal?: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T> {
    const init = { ...(signal ? { signal } : {}), ...asJson(JSON.stringify(body), headers) };
    return this.#read(await this.#send(path, init, timeoutMs), shape);
  }

  async #send(path: string, init: RequestInit, timeoutMs: number | undefined): Promise<Response> {
    const token = this.#token();
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      [protocolHeader]: String(protocolVersion),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const signals = [
      this.#closed.signal,
      init.signal,
      timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs),
    ].filter(each => each != null);
    try {
      return await this.#fetch(this.#server + path, {
        ...init,
        headers,
        signal: AbortSignal.any(signals),
      });
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw noAnswer('The server does not answer.', cause);
    }
  }

  async #read<T>(response: Response, shape: Shape<T>): Promise<T> {
    let body: unknown;
    try {
      body = await jsonOf(response);
    } catch (cause) {
      throw noAnswer('The answer broke off.', cause);
    }
    if (!response.ok) {
      const known = errorBodySchema.safeParse(body);
      throw known.success
        ? new WireError(known.data.code, known.data.message, { why: known.data.why })
        : new WireError('offline', `The server answered ${response.status}.`);
    }
    const parsed = shape.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new WireError('offline', 'The answer is not one of a Tidemark server.', { cause: parsed.error });
  }
}

function asJson(body: string, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
}

function approvedBy(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { [approvalHeader]: token };
}

/** The error for a request that the network ended, or whose time is over. */
function noAnswer(message: string, cause: unknown): WireError {
  return cause instanceof DOMException && cause.name === 'TimeoutError'
    ? new WireError('offline', 'The shop did not answer in time. Try again.', { cause, silence: 'late' })
    : new WireError('offline', message, { cause, silence: 'unreachable' });
}
