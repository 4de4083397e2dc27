import type { PushOutcome, SessionResponse, SubmissionCounts } from '@tidemark/protocol';
import type { RecordName, Submitted } from '@tidemark/schema';
const shop = 'tidemark-demo.myshopify.com';

/** The present server; another may replace it later. */
interface Served {
  readonly server: { readonly origin: string };
}

/** Speaks to the server as a till does, and stores nothing: tests see what is on the wire. */
export class Pusher {
  readonly #path: Served;
  readonly #session: SessionResponse;

  private constructor(path: Served, session: SessionResponse) {
    this.#path = path;
    this.#session = session;
  }

  static async signIn(path: Served, tillId: string): Promise<Pusher> {
    const response = await fetch(`${path.server.origin}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ shop, staff: 'demo', pin: '1234', till: { id: tillId } }),
    });
    return new Pusher(path, (await response.json()) as SessionResponse);
  }

  /** False where the server refused the sign-in because it has not read its shop yet. */
  get isSignedIn(): boolean {
    return this.#session.token !== undefined;
  }

  get locationId(): string {
    return this.#session.location.id;
  }

  /** What every record of this till says of its author. */
  author() {
    const { till, staff, location } = this.#session;
    const createdAt = new Date().toISOString();
    return { shop, tillId: till.id, staffId: staff.id, locationId: location.id, createdAt };
  }

  /** @throws when a row is refused. */
  async push(collection: RecordName, ...documents: readonly object[]): Promise<readonly PushOutcome[]> {
    const rows = documents.map(each => ({ newDocumentState: { ...each, _deleted: false } }));
    const { outcomes } = await this.#ask<{ outcomes: PushOutcome[] }>(`/replication/${collection}/push`, {
      rows,
    });
    const refused = outcomes.find(each => each.outcome === 'refused');
    if (refused) throw new Error(JSON.stringify(refused));
    return outcomes;
  }

  async document(collection: string, id: string): Promise<Record<string, unknown> | undefined> {
    const { documents } = await this.#ask<{ documents: Record<string, unknown>[] }>(
      `/replication/${collection}/documents`,
      { ids: [id] },
    );
    return documents[0];
  }

  /** The record once Shopify has answered for it, or a person has decided. */
  async settled<T extends Submitted>(collection: RecordName, id: string): Promise<T> {
    for (let tries = 0; tries < 600; tries++) {
      const found = (await this.document(collection, id)) as T | undefined;
      if (found?.submission && found.submission.state !== 'waiting') return found;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    throw new Error(`${collection}/${id} is not settled`);
  }

  /** `effect`: the key of the sale's effect that is decided. */
  decide(
    collection: RecordName,
    id: string,
    decision: object,
    effect?: string,
  ): Promise<{ outcome: string }> {
    return this.#ask(`/replication/${collection}/decision`, { id, sending: 1, decision, effect });
  }

  /** What the server answers to a GET of this path under /api. */
  get(path: string): Promise<unknown> {
    return this.#ask(path);
  }

  status(): Promise<{ submissions: SubmissionCounts }> {
    return this.#ask('/status');
  }

  async #ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#path.server.origin}/api${path}`, {
      headers: { authorization: `Bearer ${this.#session.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
