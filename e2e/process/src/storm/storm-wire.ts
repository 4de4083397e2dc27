import { Worker } from 'node:worker_threads';

export interface Posting {
  readonly id: number;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface Posted {
  readonly id: number;
  /** 0: no answer. */
  readonly status: number;
  readonly ms: number;
}

/** The 99th percentile of the delay of the sender's event loop since it was last asked. */
export interface Late {
  readonly lateMs: number;
}

/** A `fetch` for the simulator's webhooks that posts them from a thread of its own, and records how long each took. */
export class TimedPosts implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #open = new Map<number, (posted: Posted) => void>();
  #late: ((late: Late) => void) | undefined;
  #next = 0;
  posts: Posted[] = [];

  /** Posts leave at no more than this pace. */
  constructor(perSecond: number) {
    this.#worker = new Worker(new URL('storm-sender.ts', import.meta.url), { workerData: { perSecond } });
    this.#worker.on('message', (posted: Posted | Late) => {
      if ('lateMs' in posted) return this.#late?.(posted);
      this.posts.push(posted);
      this.#open.get(posted.id)?.(posted);
      this.#open.delete(posted.id);
    });
  }

  async lateMs(): Promise<number> {
    const answer = new Promise<Late>(resolve => (this.#late = resolve));
    this.#worker.postMessage('how late');
    return (await answer).lateMs;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const id = this.#next++;
    const posting: Posting = {
      id,
      url: String(input),
      headers: init?.headers as Record<string, string>,
      body: String(init?.body),
    };
    const { status } = await new Promise<Posted>(resolve => {
      this.#open.set(id, resolve);
      this.#worker.postMessage(posting);
    });
    if (status === 0) throw new TypeError('no answer');
    return new Response(null, { status });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}
