import type { CacheSets } from '../caches/cache-sets.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { RemovalStep } from '../lock/lock-view.ts';
import type { Keep } from '../browser/keep.ts';
import type { Caches } from '../caches/caches.ts';

export interface RemovalParts {
  readonly name: string;
  readonly keep: Keep;
  readonly cacheSets: CacheSets;
  /** Acts while nothing is being pulled. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
  readonly show: (caches: Caches) => Promise<void>;
  /** The other tabs take the empty caches too. */
  readonly tell: () => void;
  /** What is kept of the shop outside of the till's databases: pictures. */
  readonly removeRest: () => Promise<void>;
  /** Nothing of it was ever read, as far as anybody shows. */
  readonly removed: () => void;
}

/** What failed is tried again after this, and after twice as long each time, up to the second. */
const [firstWaitMs, longestWaitMs] = [5_000, 300_000];

/**
 * Removes what this till holds of its shop: caches with their disk indexes and first screens, and pictures. What it wrote stays.
 * One that failed is done again while nobody is signed in, one that was interrupted at the next opening ([T74]).
 */
export class Removal {
  readonly #parts: RemovalParts;
  #running: Promise<void> | undefined;
  #tries = 0;
  #notBefore = -Infinity;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /** Whether one was begun, and not known to have ended. */
  get isDue(): boolean {
    return this.#parts.keep.get(this.#key) !== undefined;
  }

  /** @throws where something could not be removed; it is due then. */
  run(told: (step: RemovalStep) => void = () => undefined): Promise<void> {
    this.#running ??= this.#run(told).finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Does again what is due, as long as it fails. To be asked again and again; `now` is this device's clock. */
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
