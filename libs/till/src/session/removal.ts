import type { CacheSets } from '../caches/cache-sets.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { RemovalStep } from '../lock/lock-view.ts';
import type { Keep } from '../browser/keep.ts';
import type { Caches } from '../caches/caches.ts';

export interface RemovalParts {
  readonly name: string;
  readonly keep: Keep;
  readonly cacheSets: CacheSets;
  /** Runs `act` while nothing is being pulled. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
  readonly show: (caches: Caches) => Promise<void>;
  /** Tells the other tabs to take the empty caches too. */
  readonly tell: () => void;
  /** Removes what is kept of the shop outside of the till's databases: pictures. */
  readonly removeRest: () => Promise<void>;
  /** Shows everything as never read. */
  readonly removed: () => void;
}

/** A failed removal is tried again after the first wait; each next wait is twice as long, up to the longest. */
const [firstWaitMs, longestWaitMs] = [5_000, 300_000];

/**
 * Removes what this till holds of its shop: caches with their disk indexes and first screens, and pictures. What it
 * wrote stays. A failed removal is tried again while no person is signed in, an interrupted one at the next opening
 * ([T74]).
 */
export class Removal {
  readonly #parts: RemovalParts;
  #running: Promise<void> | undefined;
  #tries = 0;
  #notBefore = -Infinity;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /** Whether a removal was begun, and is not known to have ended. */
  get isDue(): boolean {
    return this.#parts.keep.get(this.#key) !== undefined;
  }

  /** @throws where something could not be removed; the removal is then due. */
  run(told: (step: RemovalStep) => void = () => undefined): Promise<void> {
    this.#running ??= this.#run(told).finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Repeats a removal that is due, as long as it fails. Call it again and again; `now` is this device's clock. */
  async again(now: number): Promise<void> {
    if (!this.isDue || this.#running || now < this.#notBefore) return;
    this.#notBefore = now + Math.min(longestWaitMs, firstWaitMs * 2 ** this.#tries++);
    await this.run();
  }

  async #run(told: (step: RemovalStep) => void): Promise<void> {
    const { keep, cacheSets, alone, show, tell, removeRest, removed } = this.#parts;
    keepIfPossible(keep, this.#key, 'due');
    told('caches');
    await alone(() => cacheSets.renew(show));
    tell();
    removed();
    told('pictures');
    await removeRest();
    keep.remove(this.#key);
    [this.#tries, this.#notBefore] = [0, -Infinity];
  }

  get #key(): string {
    return `${this.#parts.name}-removal`;
  }
}
