/** Lets the browser do waiting work: input, painting, other scripts. */
export type Breathe = () => Promise<void>;

/** Long work in slices: `rest` lets the browser continue when a slice has used up its time. */
export class Slices {
  readonly #now: () => number;
  readonly #breathe: Breathe;
  readonly #budgetMs: number;
  #startedAt: number;

  constructor(now: () => number, breathe: Breathe, budgetMs = 8) {
    this.#now = now;
    this.#breathe = breathe;
    this.#budgetMs = budgetMs;
    this.#startedAt = now();
  }

  async rest(): Promise<void> {
    if (this.#now() - this.#startedAt < this.#budgetMs) return;
    await this.#breathe();
    this.#startedAt = this.#now();
  }
}

type Scheduler = {
  readonly postTask?: (task: () => void, options?: { readonly priority: 'background' }) => Promise<void>;
};

/**
 * Waits for the next task, with the browser's scheduler or a message, which no browser throttles as it does timers. Not
 * with `scheduler.yield`, which continues before all other waiting tasks.
 */
export const nextTask: Breathe = () => {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  return scheduler?.postTask ? scheduler.postTask(() => undefined) : nextMessage();
};

/**
 * Like `nextTask`, but after all other waiting work: input, timers, answers from the network and the disk. For bulk
 * work whose single steps no one waits for.
 */
export const backgroundTask: Breathe = () => {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  return scheduler?.postTask
    ? scheduler.postTask(() => undefined, { priority: 'background' })
    : nextMessage();
};

function nextMessage(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
