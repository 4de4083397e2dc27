import type { Ingest, Submit } from '@tidemark/exchange';
import type { ShopRuntime } from './shop-runtime.ts';

/** Why nothing runs for a shop at the moment. */
export interface StartTrouble {
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

interface RuntimesParts {
  /** Opens what runs for a shop. May fail: then the shop alone is not served, and it is tried again. */
  readonly open: (shop: string) => Promise<ShopRuntime>;
  readonly now: () => number;
  /** Called with each failure to start. */
  readonly onTrouble: (shop: string, error: unknown) => void;
  /** The first wait after a failure, in milliseconds; each is twice as long, up to an hour. Default: 30 s. */
  readonly retryMs?: number;
}

const longestRetryMs = 3_600_000;

/** [A91] All that runs, by shop. A shop that fails to start affects no other. */
export class ShopRuntimes implements AsyncDisposable {
  readonly #parts: RuntimesParts;
  readonly #running = new Map<string, ShopRuntime>();
  readonly #ingests = new Map<string, Ingest>();
  readonly #submits = new Map<string, Submit>();
  readonly #troubles = new Map<string, StartTrouble>();
  readonly #retries = new Map<string, { readonly timer: NodeJS.Timeout; readonly waitMs: number }>();
  /** Starts and ends of one shop take turns. */
  readonly #turns = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(parts: RuntimesParts) {
    this.#parts = parts;
  }

  /** What runs, by shop; always as it is now. */
  get ingests(): ReadonlyMap<string, Ingest> {
    return this.#ingests;
  }

  /** The same. */
  get submits(): ReadonlyMap<string, Submit> {
    return this.#submits;
  }

  /** Shops that should run and do not. */
  get troubles(): ReadonlyMap<string, StartTrouble> {
    return this.#troubles;
  }

  running(shop: string): ShopRuntime | undefined {
    return this.#running.get(shop);
  }

  /** Whether a shop is one of this server's, also while it is started anew or cannot be started. */
  serves(shop: string): boolean {
    return this.#ingests.has(shop) || this.#troubles.has(shop) || this.#turns.has(shop);
  }

  /** Starts a shop, or starts it anew with what is stored of it now. Never rejects: `troubles` says what is wrong. */
  async begin(shop: string): Promise<void> {
    await this.#inTurn(shop, async () => {
      await this.#stop(shop);
      if (this.#isClosed) return;
      try {
        const runtime = await this.#parts.open(shop);
        this.#running.set(shop, runtime);
        this.#ingests.set(shop, runtime.ingest);
        this.#submits.set(shop, runtime.submit);
        this.#troubles.delete(shop);
        this.#forgetRetry(shop);
        runtime.start();
      } catch (error) {
        this.#failed(shop, error);
      }
    });
  }

  /** Ends what runs for a shop. */
  async end(shop: string): Promise<void> {
    await this.#inTurn(shop, async () => {
      this.#forgetRetry(shop);
      this.#troubles.delete(shop);
      await this.#stop(shop);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const shop of [...this.#retries.keys()]) this.#forgetRetry(shop);
    await Promise.all([...this.#turns.values()]);
    await Promise.all([...this.#running.keys()].map(shop => this.#stop(shop)));
  }

  async #stop(shop: string): Promise<void> {
    const runtime = this.#running.get(shop);
    this.#running.delete(shop);
    this.#ingests.delete(shop);
    this.#submits.delete(shop);
    await runtime?.[Symbol.asyncDispose]();
  }

  #failed(shop: string, error: unknown): void {
    const { now, onTrouble, retryMs = 30_000 } = this.#parts;
    const since = this.#troubles.get(shop)?.since ?? now();
    this.#troubles.set(shop, { message: error instanceof Error ? error.message : String(error), since });
    onTrouble(shop, error);
    const before = this.#retries.get(shop);
    const waitMs = before ? Math.min(before.waitMs * 2, longestRetryMs) : retryMs;
    const timer = setTimeout(() => void this.begin(shop), waitMs);
    timer.unref();
    clearTimeout(before?.timer);
    this.#retries.set(shop, { timer, waitMs });
  }

  #forgetRetry(shop: string): void {
    clearTimeout(this.#retries.get(shop)?.timer);
    this.#retries.delete(shop);
  }

  async #inTurn(shop: string, act: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(shop);
    const turn = (before ?? Promise.resolve()).then(act);
    this.#turns.set(shop, turn);
    try {
      await turn;
    } finally {
      if (this.#turns.get(shop) === turn) this.#turns.delete(shop);
    }
  }
}
