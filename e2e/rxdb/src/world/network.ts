/** What goes wrong once: the request or its answer is lost, or the answer is not the server's. */
export const wireFaults = [
  'cut',
  'answer-lost',
  'html',
  'server-error',
  'empty-object',
  'odd-document',
  'old-page',
  'event-lost',
  'stream-cut',
] as const;

export type WireFault = (typeof wireFaults)[number];

/** A network to the server that breaks on demand. A fault breaks the next pull, push or event of the stream. */
export class Network {
  readonly #fetch: typeof fetch;
  readonly #faults: WireFault[] = [];
  readonly #lastPages = new Map<string, string>();
  #streams = new Set<AbortController>();

  constructor(fetchFunction: typeof fetch) {
    this.#fetch = fetchFunction;
  }

  bend(fault: WireFault): void {
    if (fault === 'stream-cut') {
      for (const each of this.#streams) each.abort(new TypeError('terminated'));
      this.#streams.clear();
    } else this.#faults.push(fault);
  }

  mend(): void {
    this.#faults.length = 0;
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (pathname.endsWith('/stream')) return this.#stream(input, init);
    const isPull = pathname.endsWith('/pull');
    if (!isPull && !pathname.endsWith('/push')) return this.#fetch(input, init);
    const fault = this.#faults[0] === 'event-lost' ? undefined : this.#faults.shift();
    const bent = this.#instead(fault, pathname);
    if (bent) return bent;
    const answer = await this.#fetch(input, init);
    if (!isPull && fault !== 'answer-lost') return answer;
    const text = await answer.text();
    if (fault === 'answer-lost') throw new TypeError('fetch failed');
    if (answer.ok) this.#lastPages.set(pathname, text);
    const shown = fault === 'odd-document' && answer.ok ? withOddDocument(text) : text;
    return new Response(shown, { status: answer.status, headers: { 'content-type': 'application/json' } });
  };

  #instead(fault: WireFault | undefined, path: string): Response | undefined {
    switch (fault) {
      case 'cut':
        throw new TypeError('fetch failed');
      case 'html':
        return new Response('<html>Please accept the terms of this Wi-Fi</html>');
      case 'server-error':
        return new Response('Bad Gateway', { status: 502 });
      case 'empty-object':
        return Response.json({});
      case 'old-page': {
        const last = this.#lastPages.get(path);
        return last === undefined ? undefined : new Response(last);
      }
      default:
        return undefined;
    }
  }

  async #stream(input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    const cut = new AbortController();
    this.#streams.add(cut);
    const signals = [cut.signal, init?.signal].filter(each => each != null);
    const answer = await this.#fetch(input, { ...init, signal: AbortSignal.any(signals) });
    if (!answer.body) return answer;
    const leak = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const isNews = /"documents"|"written"/.test(new TextDecoder().decode(chunk));
        if (isNews && this.#faults[0] === 'event-lost') this.#faults.shift();
        else controller.enqueue(chunk);
      },
    });
    return new Response(answer.body.pipeThrough(leak), { status: answer.status, headers: answer.headers });
  }
}

/** A page whose first living document does not fit its schema. */
function withOddDocument(text: string): string {
  const page = JSON.parse(text) as { documents: { _deleted: boolean; id: unknown; createdAt?: unknown }[] };
  const odd = page.documents.find(each => !each._deleted);
  if (odd) Object.assign(odd, { updatedAt: 5, createdAt: 5 });
  return JSON.stringify(page);
}
