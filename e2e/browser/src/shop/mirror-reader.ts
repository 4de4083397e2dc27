import { protocolHeader, protocolVersion, type PullResponse, type StatusResponse } from '@tidemark/protocol';

/** Reads a server's mirror by the protocol. Unlike a till it asks for no catch-up: what it reads came by itself. */
export class MirrorReader {
  readonly #origin: string;
  readonly #token: string;

  private constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  static async signIn(origin: string): Promise<MirrorReader> {
    const body = {
      shop: 'tidemark-demo.myshopify.com',
      staff: 'demo',
      pin: '1234',
      till: { id: 'reader-0001' },
    };
    const ask = () =>
      fetch(`${origin}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion) },
        body: JSON.stringify(body),
      });
    let answer = await ask();
    // During the first import no sign-in is possible.
    for (let tries = 0; answer.status === 429 && tries < 3_000; tries++) {
      await new Promise(resolve => setTimeout(resolve, 100));
      answer = await ask();
    }
    if (!answer.ok) throw new Error(`session: ${answer.status} ${await answer.text()}`);
    return new MirrorReader(origin, ((await answer.json()) as { token: string }).token);
  }

  /** Resolves when the first import is done, and the audit that follows it. */
  async rested(): Promise<void> {
    for (let tries = 0; tries < 3_000; tries++) {
      const { importing, audit, auditing } = await this.#get<StatusResponse>('/api/status');
      if (importing === null && audit !== null && !auditing) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error('the server does not come to rest');
  }

  /** The titles of the living products, as far as one page goes. */
  async titles(): Promise<readonly string[]> {
    const { documents } = await this.#get<PullResponse>('/api/replication/products/pull?limit=500');
    return documents.flatMap(each => ('title' in each && typeof each.title === 'string' ? [each.title] : []));
  }

  /** Whether the mirror has a till's sale with this title, whether or not it is an order yet. */
  async hasSold(title: string): Promise<boolean> {
    const { documents } = await this.#get<{
      readonly documents: readonly { readonly lines?: readonly { readonly title: string }[] }[];
    }>('/api/replication/sales/pull?limit=500');
    return documents.some(({ lines = [] }) => lines.some(line => line.title === title));
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await fetch(this.#origin + path, {
      headers: { authorization: `Bearer ${this.#token}`, [protocolHeader]: String(protocolVersion) },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
