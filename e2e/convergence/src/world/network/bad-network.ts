import type { PushFault } from '../steps/selling-steps.ts';
import type { WireFault } from '../steps/steps.ts';

/** A till's network to the server: real HTTP, which breaks on demand. */
export class BadNetwork {
  readonly #origin: () => string;
  readonly #session: () => Promise<object>;
  #isOnline = true;
  #nextPull: WireFault | undefined;
  #nextPush: PushFault | undefined;
  #losesNextEvent = false;
  /** While the tab sleeps: resolves when it is looked at again. */
  #asleep: PromiseWithResolvers<void> | undefined;
  /** While pages of products are held back: `letIn` resolves when they may pass, `waits` when one waits. */
  #held:
    { readonly letIn: PromiseWithResolvers<void>; readonly waits: PromiseWithResolvers<void> } | undefined;
  #lastPage: { readonly path: string; readonly text: string } | undefined;

  /** `session` answers sign-ins, which would cost a slow hash each. */
  constructor(origin: () => string, session: () => Promise<object>) {
    this.#origin = origin;
    this.#session = session;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  set isOnline(value: boolean) {
    this.#isOnline = value;
  }

  /** Breaks the next pull; `event-lost` breaks the next event of the stream. */
  bend(fault: WireFault): void {
    if (fault === 'event-lost') this.#losesNextEvent = true;
    else this.#nextPull = fault;
  }

  /** Breaks the next push. */
  bendPush(fault: PushFault): void {
    this.#nextPush = fault;
  }

  /** Freezes the page, as of a hidden tab: what arrives meanwhile waits until it wakes. */
  sleep(): void {
    this.#asleep ??= Promise.withResolvers();
  }

  /** Holds back pages of products, and what the stream brings, until it wakes; resolves when a page waits. */
  holdProducts(): Promise<void> {
    this.#held ??= { letIn: Promise.withResolvers(), waits: Promise.withResolvers() };
    return this.#held.waits.promise;
  }

  wake(): void {
    this.#asleep?.resolve();
    this.#asleep = undefined;
    this.#held?.letIn.resolve();
    this.#held = undefined;
  }

  mend(): void {
    this.wake();
    this.#isOnline = true;
    this.#nextPull = undefined;
    this.#nextPush = undefined;
    this.#losesNextEvent = false;
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const answer = await this.#answer(input, init);
    const held = pathOf(input).endsWith('/products/pull') ? this.#held : undefined;
    held?.waits.resolve();
    if (held) await untilAborted(held.letIn.promise, init?.signal);
    if (this.#asleep) await untilAborted(this.#asleep.promise, init?.signal);
    return answer;
  };

  async #answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (!this.#isOnline) throw new TypeError('fetch failed');
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.pathname === '/api/session') return Response.json(await this.#session());
    if (url.pathname.endsWith('/push') && this.#nextPush) return this.#bentPush(url, init);
    const fault = url.pathname.endsWith('/pull') ? this.#nextPull : undefined;
    if (fault) {
      this.#nextPull = undefined;
      const bent = this.#bent(fault, url.pathname);
      if (bent) return bent;
    }
    const answer = await fetch(this.#origin() + url.pathname + url.search, init);
    if (url.pathname.endsWith('/stream')) return this.#leaky(answer);
    if (!url.pathname.endsWith('/pull')) return answer;
    const text = await answer.text();
    if (answer.ok) this.#lastPage = { path: url.pathname, text };
    const shown = fault === 'odd-document' && answer.ok ? withOddDocument(text) : text;
    return new Response(shown, { status: answer.status, headers: answer.headers });
  }

  async #bentPush(url: URL, init: RequestInit | undefined): Promise<Response> {
    const fault = this.#nextPush;
    this.#nextPush = undefined;
    switch (fault) {
      case 'html':
        return new Response('<html>Please accept the terms of this Wi-Fi</html>');
      case 'server-error':
        return new Response('Bad Gateway', { status: 502 });
      case 'empty-object':
        return Response.json({});
      case 'answer-lost':
        await (await fetch(this.#origin() + url.pathname + url.search, init)).text();
    }
    throw new TypeError('fetch failed');
  }

  #bent(fault: WireFault, path: string): Response | undefined {
    switch (fault) {
      case 'empty-object':
        return Response.json({});
      case 'html':
        return new Response('<html>Please accept the terms of this Wi-Fi</html>');
      case 'server-error':
        return new Response('Bad Gateway', { status: 502 });
      case 'old-page':
        // A cache on the path answers with an earlier page.
        return this.#lastPage?.path === path ? new Response(this.#lastPage.text) : undefined;
      case 'cut':
        throw new TypeError('fetch failed');
      case 'odd-document':
      case 'event-lost':
        return undefined;
    }
  }

  /** A stream that can lose a whole event while its connection stays open. */
  #leaky(answer: Response): Response {
    if (!answer.body) return answer;
    const leak = new TransformStream<Uint8Array, Uint8Array>({
      transform: async (chunk, controller) => {
        await this.#held?.letIn.promise;
        await this.#asleep?.promise;
        const isEvent = new TextDecoder().decode(chunk).includes('"documents"');
        if (isEvent && this.#losesNextEvent) this.#losesNextEvent = false;
        else controller.enqueue(chunk);
      },
    });
    return new Response(answer.body.pipeThrough(leak), { status: answer.status, headers: answer.headers });
  }
}

function pathOf(input: string | URL | Request): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}

/** A page whose first living document does not fit its schema. */
function withOddDocument(text: string): string {
  const page = JSON.parse(text) as { documents: { _deleted: boolean; updatedAt?: unknown }[] };
  const odd = page.documents.find(each => !each._deleted);
  if (odd) odd.updatedAt = 5;
  return JSON.stringify(page);
}

/** Resolves when the page wakes; rejects when a sleeping page is closed. */
async function untilAborted(awake: Promise<void>, signal: AbortSignal | null | undefined): Promise<void> {
  if (!signal) return awake;
  const aborted = new Promise<void>(resolve =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  if (!signal.aborted) await Promise.race([awake, aborted]);
  signal.throwIfAborted();
}
