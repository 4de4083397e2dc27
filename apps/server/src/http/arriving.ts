/**
 * Counts the bytes of bodies in memory, per sender and in total ([A45]): as they arrive, whatever their headers
 * announced, until they are given back.
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

  /** Takes bytes; false, and takes none, if that would be too many. */
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
