import type { Heads } from '@tidemark/protocol';
import type { LiveEvent } from './live-stream.ts';
import type { Connection } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';

export interface LiveParts {
  readonly wire: Wire;
  readonly random: () => number;
  readonly onEvent: (event: LiveEvent) => Promise<void>;
  /** The mirror's places; they come again where nothing changed, or where a change was not taken. */
  readonly onHeads: (heads: Heads, isNews: boolean) => Promise<void>;
  readonly onConnection: (connection: Connection) => void;
  /** The stream is open again after a break. */
  readonly onReconnect: () => void;
  readonly onError: (error: unknown) => void;
}

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
const pollMs = 60_000;

/** Keeps the stream open while it can, and asks once a minute while it cannot. */
export class Live implements Disposable {
  readonly #parts: LiveParts;
  readonly #stop = new AbortController();
  #wake: () => void = () => undefined;
  #lost = false;
  #isOpen = false;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    void this.#keepStream();
    void this.#keepAsking();
  }

  /**
   * The network may be back: tries now. A stream may have outlived what the browser took for the end of its network.
   */
  retryNow(): void {
    if (this.#isOpen) this.#parts.onConnection('live');
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.#stop.abort(new Error('signed out or closed'));
    this.#wake();
  }

  async #keepStream(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        for await (const event of this.#parts.wire.stream(signal)) {
          // What still waits belongs to a session that ended.
          if (signal.aborted) return;
          if (event.type === 'hello') {
            this.#isOpen = true;
            this.#parts.onConnection('live');
            if (this.#lost) this.#parts.onReconnect();
          }
          await this.#parts.onEvent(event);
          // Not earlier: a till that fails at each beginning waits longer each time.
          failures = 0;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof WireError)) this.#parts.onError(error);
        this.#parts.onConnection(
          error instanceof WireError && error.code === 'offline' ? 'offline' : 'polling',
        );
      }
      this.#lost = true;
      this.#isOpen = false;
      const wait =
        Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 10)) * (0.5 + this.#parts.random());
      await this.#pause(wait);
    }
  }

  async #keepAsking(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, pollMs);
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
      if (signal.aborted || this.#isOpen) continue;
      try {
        const { heads, isNews } = await this.#parts.wire.heads();
        await this.#parts.onHeads(heads, isNews);
      } catch (error) {
        if (!(error instanceof WireError)) this.#parts.onError(error);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
