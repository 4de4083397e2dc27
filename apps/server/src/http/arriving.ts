/**
 * How many bytes of bodies are in memory, of one sender and of all together ([A45]). Counted as they come, whatever was said of
 * them before, until they are given back.
 */
export class Arriving {
  readonly #ofOne: number;
  readonly #ofAll: number;
  readonly #held = new Map<string, number>();
  #all = 0;

  constructor(most: { readonly ofOne: number; readonly ofAll: number }) {
    this.#ofOne = most.ofOne;
    this.#ofAll = most.ofAll;
  }

  /** False, and nothing is taken, where that would be too many. */
  take(who: string, bytes: number): boolean {
    const held = this.#held.get(who) ?? 0;
    if (held + bytes > this.#ofOne || this.#all + bytes > this.#ofAll) return false;
    this.#held.set(who, held + bytes);
    this.#all += bytes;
    return true;
  }

  give(who: string, bytes: number): void {
    const left = (this.#held.get(who) ?? 0) - bytes;
    if (left > 0) this.#held.set(who, left);
    else this.#held.delete(who);
    this.#all -= bytes;
  }

  get bytes(): number {
    return this.#all;
  }
}
