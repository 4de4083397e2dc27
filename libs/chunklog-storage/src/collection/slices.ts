/** Lets the browser do what waits: input, painting, other scripts. */
export type Breathe = () => Promise<void>;

/** Long work in slices: `rest` lets the browser go on when a slice has used up its time. */
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
 * The next task: by the browser's scheduler, or by a message, which no browser slows down as it does timers. Not by
 * `scheduler.yield`, after which one goes on before everybody else who waits.
 */
export const nextTask: Breathe = () => {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  return scheduler?.postTask ? scheduler.postTask(() => undefined) : nextMessage();
};

/**
 * As `nextTask`, after everything else that waits: input, timers, answers of the network and of the disk. For work of which
 * there is much, and which nobody waits for by itself.
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
