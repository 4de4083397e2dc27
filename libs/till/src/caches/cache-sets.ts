import type { RxStorage } from 'rxdb';
import { because } from '../api/reason.ts';
import { Caches } from './caches.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { Keep } from '../browser/keep.ts';

interface CacheSetParts {
  readonly name: string;
  readonly storage: RxStorage<unknown, unknown>;
  readonly keep: Keep;
  readonly multiInstance: boolean;
  /** Whether this tab replicates; only that tab clears what an interrupted rebuild left. */
  readonly leads: boolean;
  /** Runs `act` while no other tab runs one. */
  readonly exclusively?: <T>(act: () => T) => Promise<T>;
}

/** How often the caches are opened again after another tab took them away, or the storage dropped them. */
const mostTries = 3;

/** Knows which cache set is in use. The next is filled beside it, and takes its place only when it is complete. */
export class CacheSets implements AsyncDisposable {
  readonly #parts: CacheSetParts;
  current: Caches;
  /** What is in use was dropped, and could not be opened again yet. */
  #isGone = false;
  #isDisposed = false;

  private constructor(parts: CacheSetParts, current: Caches) {
    this.#parts = parts;
    this.current = current;
  }

  static async open(parts: CacheSetParts): Promise<CacheSets> {
    const { name, storage, multiInstance, leads } = parts;
    if (leads)
      for (const leftover of begun(parts)) {
        if (leftover !== inUse(parts)) await Caches.remove(name, leftover, storage);
        forgetBegun(parts, leftover);
      }
    for (let tries = 1; ; tries++) {
      const generation = inUse(parts);
      try {
        const caches = await Caches.open(name, generation, storage, multiInstance);
        const isInUse = generation === inUse(parts);
        if (isInUse || tries === mostTries) return new CacheSets(parts, caches);
        await caches[Symbol.asyncDispose]();
      } catch (error) {
        // Another tab removed them while this one opened them, having put the next in use.
        if (generation === inUse(parts) || tries === mostTries) throw error;
      }
    }
  }

  async openNext(): Promise<Caches> {
    this.#mustBeOpen();
    const { name, storage, multiInstance, exclusively = async act => act() } = this.#parts;
    const generation = await exclusively(() => this.#claim());
    await Caches.remove(name, generation, storage);
    return Caches.open(name, generation, storage, multiInstance);
  }

  /** A number that no tab has: another tab may be filling caches of its own. */
  #claim(): number {
    const all = begun(this.#parts);
    const generation = Math.max(this.current.generation, inUse(this.#parts), ...all) + 1;
    this.#parts.keep.set(begunKey(this.#parts), [...all, generation].join(','));
    return generation;
  }

  async drop(next: Caches): Promise<void> {
    await next.remove();
    forgetBegun(this.#parts, next.generation);
  }

  /** Puts a complete cache set in use; `then` runs before the old one is removed. */
  async swap(next: Caches, then: (next: Caches) => Promise<void>): Promise<void> {
    const old = this.current;
    const { name, keep } = this.#parts;
    // A browser that refuses to remember the new set leaves the old one in use.
    keep.set(`${name}-generation`, String(next.generation));
    this.current = next;
    // A set that another tab put in use at the same moment is listed too, and found at the next opening.
    const all = new Set([...begun(this.#parts), old.generation]);
    keepIfPossible(keep, begunKey(this.#parts), [...all].join(','));
    await this.#kept(old);
    await then(next);
    // The new set is in use all the same; the next opening removes what could not be removed now.
    await old.remove().then(
      () => forgetBegun(this.#parts, old.generation),
      () => undefined,
    );
  }

  /** Resolves when the browser remembers which set is in use; where it refuses, the old one is in use again. */
  async #kept(old: Caches): Promise<void> {
    try {
      await this.#parts.keep.caughtUp?.();
    } catch (error) {
      this.current = old;
      throw error;
    }
  }

  /**
   * Puts empty caches in use and removes all others, also those that a rebuild was filling. `then` runs before anything
   * is removed.
   * @throws where they could not be removed.
   */
  async renew(then: (next: Caches) => Promise<void>): Promise<void> {
    const { name, storage } = this.#parts;
    const next = await this.openNext();
    await this.swap(next, then);
    for (const left of begun(this.#parts).filter(each => each !== next.generation)) {
      await Caches.remove(name, left, storage);
      forgetBegun(this.#parts, left);
    }
    forgetBegun(this.#parts, next.generation);
  }

  /**
   * Follows another tab that swapped, if one did, and opens again what the storage dropped; `then` runs before the
   * caches in use here are closed.
   * @throws where that fails: the caches in use here are then gone, and the next code that works with them follows
   * first.
   */
  async follow(then: (next: Caches) => Promise<void>): Promise<void> {
    this.#mustBeOpen();
    const { name, storage, multiInstance } = this.#parts;
    if (this.current.generation === inUse(this.#parts)) {
      this.#isGone ||= await this.current.areGone();
      if (!this.#isGone) return;
      this.#mustBeOpen();
      // A storage has one open database of a name: what is gone is closed first.
      await this.current[Symbol.asyncDispose]();
    }
    const next = await Caches.open(name, inUse(this.#parts), storage, multiInstance);
    try {
      await then(next);
    } catch (error) {
      await next[Symbol.asyncDispose]();
      throw error;
    }
    const old = this.current;
    this.current = next;
    this.#isGone = false;
    await old[Symbol.asyncDispose]();
  }

  /** A caller that waited while the till was closed must not open what no code would close. */
  #mustBeOpen(): void {
    if (this.#isDisposed) throw because(new Error('The till is closed.'), { code: 'till-closed' });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    return this.current[Symbol.asyncDispose]();
  }
}

type Kept = Pick<CacheSetParts, 'keep' | 'name'>;

/** Cache sets that may be on the disk beside the one in use: being filled, or left over. */
function begun({ keep, name }: Kept): readonly number[] {
  const numbers = (keep.get(begunKey({ name })) ?? '').split(',').map(Number);
  return numbers.filter(each => Number.isSafeInteger(each) && each > 0);
}

function forgetBegun(parts: Kept, generation: number): void {
  const left = begun(parts).filter(each => each !== generation);
  if (left.length === 0) parts.keep.remove(begunKey(parts));
  else keepIfPossible(parts.keep, begunKey(parts), left.join(','));
}

function begunKey({ name }: { readonly name: string }): string {
  return `${name}-building`;
}

/** Which cache set of a till is in use. */
export function inUse({ keep, name }: Pick<CacheSetParts, 'keep' | 'name'>): number {
  return Number(keep.get(`${name}-generation`) ?? 1);
}
