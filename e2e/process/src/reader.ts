import { setTimeout as sleep } from 'node:timers/promises';
import {
  protocolHeader,
  protocolVersion,
  type Digest,
  type SessionResponse,
  type StatusResponse,
  type SyncResponse,
} from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';

export interface Pulled {
  readonly id: string;
  readonly rev: string;
  readonly _deleted: boolean;
}

interface Page {
  readonly documents: readonly Pulled[];
  readonly checkpoint: string;
  readonly digest?: Digest;
}

const patienceMs = 300_000;

/** Reads a server's mirror over the wire, as a till does, and returns what came unchanged. */
export class Reader {
  readonly origin: string;
  readonly locationId: string;
  readonly #token: string;

  private constructor(origin: string, { token, location }: SessionResponse) {
    this.origin = origin;
    this.#token = token;
    this.locationId = location.id;
  }

  static async signIn(origin: string, withinMs = patienceMs): Promise<Reader> {
    const body = {
      shop: 'tidemark-demo.myshopify.com',
      staff: 'demo',
      pin: '1234',
      till: { id: 'process-till' },
    };
    return until(
      'a sign-in',
      async () => {
        const answer = await send(`${origin}/api/session`, { method: 'POST', body: JSON.stringify(body) });
        return answer.ok ? new Reader(origin, (await answer.json()) as SessionResponse) : undefined;
      },
      withinMs,
    );
  }

  /** Resolves when a catch-up that began after this call read Shopify completely. */
  async barrier(): Promise<void> {
    await until('a catch-up', async () => {
      const answer = await this.#ask<SyncResponse>('/api/sync', { trigger: 'manual' });
      return answer.shopify === 'read' || undefined;
    });
  }

  /** Makes the server audit the mirror, and returns what it found. */
  async audit(withinMs = patienceMs): Promise<NonNullable<StatusResponse['audit']>> {
    const { audit: before } = await until('an end of the audit before', () => this.#restedStatus(), withinMs);
    await this.#ask('/api/audit', {});
    return until(
      'an audit',
      async () => {
        const audit = (await this.#restedStatus())?.audit;
        return audit && audit.startedAt !== before?.startedAt ? audit : undefined;
      },
      withinMs,
    );
  }

  /** Resolves when neither an import nor an audit is under way or due. */
  async rested(withinMs = patienceMs): Promise<void> {
    await until('an end of the audit', () => this.#restedStatus(), withinMs);
  }

  async #restedStatus(): Promise<StatusResponse | undefined> {
    const status = await this.status();
    return status.importing || status.auditing ? undefined : status;
  }

  status(): Promise<StatusResponse> {
    return this.#ask<StatusResponse>('/api/status');
  }

  /** Resolves when no webhook waits in the inbox, to how many are parked. */
  async drained(): Promise<number> {
    const gauge = (text: string, state: string) =>
      Number(new RegExp(`^tidemark_inbox\\{.*state="${state}".*\\} (\\d+)`, 'm').exec(text)?.[1]);
    return until('an empty inbox', async () => {
      const text = await (await fetch(`${this.origin}/metrics`)).text();
      return gauge(text, 'waiting') === 0 ? gauge(text, 'parked') : undefined;
    });
  }

  /** Every document of a collection, tombstones too, in the order of the pages, and the last page's digest. */
  async pull(collection: CollectionName, limit = 250): Promise<{ documents: Pulled[]; digest: Digest }> {
    const documents: Pulled[] = [];
    for (let from = ''; ;) {
      const page = await this.#ask<Page>(`/api/replication/${collection}/pull?limit=${limit}${from}`);
      documents.push(...page.documents);
      if (page.digest) return { documents, digest: page.digest };
      from = `&checkpoint=${encodeURIComponent(page.checkpoint)}`;
    }
  }

  /** The documents of a collection that changed after this checkpoint, one page of them, and where it ends. */
  changesAfter(collection: CollectionName, checkpoint: string, limit = 250): Promise<Page> {
    return this.#ask<Page>(
      `/api/replication/${collection}/pull?limit=${limit}&checkpoint=${encodeURIComponent(checkpoint)}`,
    );
  }

  /** The checkpoint of a collection's last page. */
  async end(collection: CollectionName): Promise<string> {
    for (let page = await this.#ask<Page>(`/api/replication/${collection}/pull?limit=1000`); ;) {
      if (page.digest) return page.checkpoint;
      page = await this.changesAfter(collection, page.checkpoint, 1000);
    }
  }

  async digest(collection: CollectionName): Promise<readonly Digest[]> {
    return (await this.#ask<{ buckets: Digest[] }>(`/api/replication/${collection}/digest`)).buckets;
  }

  async #ask<T>(path: string, body?: object): Promise<T> {
    const answer = await send(this.origin + path, {
      headers: { authorization: `Bearer ${this.#token}` },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

function send(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, {
    ...init,
    headers: {
      'content-type': 'application/json',
      [protocolHeader]: String(protocolVersion),
      ...(init.headers as Record<string, string>),
    },
  });
}

/** What `look` finds, once it finds it. @throws Error after `withinMs`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  withinMs = patienceMs,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`no ${what} within ${withinMs / 1000} s`);
    await sleep(50);
  }
}
