import type { Generations } from './generations.ts';
import { keepIfPossible } from './kept.ts';
import type { RemovalStep } from './lock/lock-view.ts';
import type { Keep } from './till.ts';
import type { Caches } from './caches.ts';

export interface RemovalParts {
  readonly name: string;
  readonly keep: Keep;
  readonly generations: Generations;
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

/**
 * Removes what this till holds of its shop: caches with their directories and first screens, and pictures. What it wrote stays.
 * One that was interrupted is done again at the next opening ([T74]).
 */
export class Removal {
  readonly #parts: RemovalParts;
  #running: Promise<void> | undefined;

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

  async #run(told: (step: RemovalStep) => void): Promise<void> {
    const { keep, generations, alone, show, tell, removeRest, removed } = this.#parts;
    keepIfPossible(keep, this.#key, 'due');
    told('caches');
    await alone(() => generations.renew(show));
    tell();
    removed();
    told('pictures');
    await removeRest();
    keep.remove(this.#key);
  }

  get #key(): string {
    return `${this.#parts.name}-removal`;
  }
}
