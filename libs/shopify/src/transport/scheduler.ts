import { waitFor, type ThrottleStatus } from './budget.ts';
import type { Lane } from '../shopify.ts';

/** Points that background work leaves in the bucket for requests that a cashier waits for. */
const reserve = 200;

interface Waiter {
  readonly cost: number;
  readonly go: () => void;
}

/**
 * Lets requests out when the shop's bucket of points holds their cost, cashiers first ([G4]). Unanswered requests count
 * as spent, so that simultaneous requests do not spend the same points.
 */
export class Scheduler {
  readonly #now: () => number;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #queues: Record<Lane, Waiter[]> = { cashier: [], background: [] };
  #status: ThrottleStatus | undefined;
  #out = 0;
  #isWaiting = false;

  constructor(now: () => number, sleep: (ms: number) => Promise<void>) {
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Resolves when it is this request's turn, with a function to call once the answer came. */
  async turn(cost: number, lane: Lane, signal?: AbortSignal): Promise<() => void> {
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { cost, go: () => (signal?.removeEventListener('abort', leave), resolve()) };
      const leave = () => {
        this.#queues[lane].splice(this.#queues[lane].indexOf(waiter), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#queues[lane].push(waiter);
      this.#pump();
    });
    return () => {
      this.#out -= cost;
      this.#pump();
    };
  }

  /** Notes Shopify's report about the bucket, which does not include unanswered requests yet. */
  learn(status: Omit<ThrottleStatus, 'at'>): void {
    this.#status = { ...status, at: this.#now() };
    this.#pump();
  }

  get waiting(): Record<Lane, number> {
    return { cashier: this.#queues.cashier.length, background: this.#queues.background.length };
  }

  get points(): number | undefined {
    return this.#status && Math.max(0, this.#status.currentlyAvailable - this.#out);
  }

  #pump(): void {
    for (;;) {
      const lane: Lane = this.#queues.cashier.length > 0 ? 'cashier' : 'background';
      const [next] = this.#queues[lane];
      if (!next) return;
      const needed = next.cost + this.#out;
      const ms = waitFor(needed, lane === 'cashier' ? 0 : reserve, this.#status, this.#now());
      if (ms > 0) {
        this.#wake(ms);
        return;
      }
      this.#queues[lane].shift();
      this.#out += next.cost;
      next.go();
    }
  }

  #wake(ms: number): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    void this.#sleep(Math.min(ms, 1000)).finally(() => {
      this.#isWaiting = false;
      this.#pump();
    });
  }
}
