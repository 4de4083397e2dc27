import {
  digestResponseSchema,
  errorBodySchema,
  errorStatus,
  headsResponseSchema,
  protocolHeader,
  protocolVersion,
  pullResponseSchema,
  pushResponseSchema,
  repairResponseSchema,
  sessionResponseSchema,
  syncResponseSchema,
  type ErrorCode,
  type Heads,
  type PullResponse,
  type PushOutcome,
  type SessionResponse,
  type SyncResponse,
} from '@tidemark/protocol';
import {
  formatPushSignature,
  pushText,
  signatureHeader,
  type PublicKey,
  type TillKey,
} from '@tidemark/journal';
import type { CollectionName, RecordName } from '@tidemark/schema';
import { Broken, fits, must } from './broken.ts';

/** The sign-in and its server. */
export interface Account {
  readonly server: string;
  readonly shop: string;
  readonly staff: string;
  readonly pin: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Replicated = CollectionName | RecordName;

/** How long a server may take for one answer. */
const patienceMs = 30_000;

/** Speaks the protocol as a till does. Keeps only a session. */
export class Client {
  readonly server: string;
  readonly session: SessionResponse;

  constructor(server: string, session: SessionResponse) {
    this.server = server;
    this.session = session;
  }

  static async signIn(account: Account, tillId: string, key?: PublicKey): Promise<Client> {
    const server = account.server.replace(/\/+$/, '');
    const answer = await ask(server, '/api/session', { body: signInBody(account, tillId, key) });
    return new Client(server, fits(sessionResponseSchema, success(answer, 'sign-in'), 'the session'));
  }

  /** Sends a request as the signed-in till. */
  ask(path: string, asked: Asked = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.session.token}`, ...asked.headers };
    return ask(this.server, path, { ...asked, headers });
  }

  async heads(): Promise<Heads> {
    const answer = await this.ask('/api/replication/heads');
    return fits(headsResponseSchema, success(answer, 'heads'), 'heads');
  }

  async pull(collection: Replicated, checkpoint: string | undefined, limit: number): Promise<PullResponse> {
    const query = new URLSearchParams({ limit: String(limit), ...(checkpoint ? { checkpoint } : {}) });
    const answer = await this.ask(`/api/replication/${collection}/pull?${query}`);
    return fits(pullResponseSchema, success(answer, `pull of ${collection}`), `a page of ${collection}`);
  }

  async digest(collection: Replicated) {
    const answer = await this.ask(`/api/replication/${collection}/digest`);
    return fits(digestResponseSchema, success(answer, `digest of ${collection}`), 'the digest');
  }

  async documents(collection: Replicated, ids: readonly string[]) {
    const answer = await this.ask(`/api/replication/${collection}/documents`, { body: { ids } });
    return fits(repairResponseSchema, success(answer, `documents of ${collection}`), 'the repair');
  }

  async sync(): Promise<SyncResponse> {
    const answer = await this.ask('/api/sync', { body: { trigger: 'manual' } });
    return fits(syncResponseSchema, success(answer, 'sync'), 'the barrier');
  }

  async push(collection: Replicated, rows: readonly object[]): Promise<readonly PushOutcome[]> {
    const answer = await this.ask(`/api/replication/${collection}/push`, { body: { rows } });
    const { outcomes } = fits(pushResponseSchema, success(answer, `push of ${collection}`), 'the outcomes');
    must(outcomes.length === rows.length, `${rows.length} rows were answered by ${outcomes.length} outcomes`);
    return outcomes;
  }
}

export function signInBody({ shop, staff, pin }: Account, tillId: string, key?: PublicKey): object {
  return { shop, staff, pin, till: { id: tillId, name: 'Conformance', ...(key && { key }) } };
}

/** The header with which a till with this key signs a push of this text to this path. */
export async function signedBy(key: TillKey, path: string, text: string): Promise<Record<string, string>> {
  return { [signatureHeader]: formatPushSignature(key.id, await key.sign(pushText(path, text))) };
}

/** Sends one request, with the protocol's header unless another is given. */
export async function ask(server: string, path: string, asked: Asked): Promise<Answer> {
  const { body, headers = {}, signal } = asked;
  const response = await fetch(server + path, {
    method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      [protocolHeader]: String(protocolVersion),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The body of a successful answer. @throws Broken for any other answer. */
export function success({ status, text }: Answer, what: string): unknown {
  must(status >= 200 && status < 300, `${what} was answered ${status}: ${text.slice(0, 300)}`);
  return jsonOf(text, what);
}

/** @throws Broken unless the answer refuses with this code, its status and a message. */
export function mustRefuse({ status, text }: Answer, code: ErrorCode, what: string): void {
  must(
    status === errorStatus[code],
    `${what}: expected ${errorStatus[code]} ${code}, got ${status} ${text.slice(0, 200)}`,
  );
  const body = fits(errorBodySchema, jsonOf(text, what), `the refusal of ${what}`);
  must(body.code === code, `${what}: expected code ${code}, got ${body.code}`);
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Broken(`${what} was not answered in JSON: ${text.slice(0, 200)}`);
  }
}
