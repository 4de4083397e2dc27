import type { CacheEvent } from '../caches/caches.ts';

/** How many taken changes are kept until they are cut off together: cutting each would move all that wait. */
const cutAtOnce = 1_000;

/** Stored changes that wait to be shown, in their order. */
export class ComingChanges {
  #changes: CacheEvent[] = [];
  #taken = 0;

  get isEmpty(): boolean {
    return this.#taken === this.#changes.length;
  }

  add(changes: readonly CacheEvent[]): void {
    for (const each of changes) this.#changes.push(each);
  }

  next(): CacheEvent | undefined {
    const next = this.#changes[this.#taken];
    if (next) this.#taken++;
    if (this.#taken >= cutAtOnce || this.isEmpty) {
      this.#changes.splice(0, this.#taken);
      this.#taken = 0;
    }
    return next;
  }

  /** Those that wait, in their order. */
  [Symbol.iterator](): IterableIterator<CacheEvent> {
    return this.#changes.slice(this.#taken).values();
  }

  /** Takes out those that are wanted; the others go on waiting. Both stay in their order. */
  takeOut(isWanted: (change: CacheEvent) => boolean): readonly CacheEvent[] {
    const waiting = [...this];
    const wanted = waiting.filter(isWanted);
    if (wanted.length > 0) [this.#changes, this.#taken] = [waiting.filter(each => !isWanted(each)), 0];
    return wanted;
  }

  clear(): void {
    [this.#changes, this.#taken] = [[], 0];
  }
}
