import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request in flight, as a fault sees it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** Sends any request that a fault makes to the server, and returns the answer. */
type Forward = (asked: Asked) => Promise<Response>;

/** One thing that a server does wrong: returns the answer to give instead; undefined gives the server's own. */
export type Fault = (asked: Asked, forward: Forward) => Promise<Response | undefined>;

/** A server that does one thing wrong: a real one behind a proxy that changes its answers. */
export class FaultyProxy implements AsyncDisposable {
  readonly #server = createServer((req, res) => void this.#answer(req, res));
  readonly #target: string;
  readonly #fault: Fault;

  private constructor(target: string, fault: Fault) {
    this.#target = target;
    this.#fault = fault;
  }

  static async open(target: string, fault: Fault): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target, fault);
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    try {
      const asked = await askedOf(req, this.#target);
      const forward: Forward = each => send(each, gone.signal);
      const response = (await this.#fault(asked, forward)) ?? (await forward(asked));
      const headers = Object.fromEntries(response.headers);
      for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
        delete headers[name];
      res.writeHead(response.status, headers);
      if (response.body) for await (const piece of response.body) res.write(piece);
      res.end();
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
}

/** The answer with its body changed. An answer of another status than 200 stays as it is. */
export async function rewritten(
  response: Response,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): Promise<Response> {
  const text = await response.text();
  const { status, headers } = response;
  if (status !== 200) return new Response(text, { status, headers });
  const body = JSON.stringify(change(JSON.parse(text) as Record<string, unknown>));
  return new Response(body, { status, headers });
}

async function askedOf(req: IncomingMessage, target: string): Promise<Asked> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.headers))
    if (!['host', 'connection', 'content-length'].includes(name)) headers[name] = String(value);
  return {
    method: req.method ?? 'GET',
    url: new URL(req.url ?? '/', target),
    headers,
    body: pieces.length === 0 ? undefined : Buffer.concat(pieces).toString(),
  };
}

function send({ method, url, headers, body }: Asked, signal: AbortSignal): Promise<Response> {
  return fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
}
