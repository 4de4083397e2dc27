/** Values that are always in order. Each is there once: two that are equal in order are the same. */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #values: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** Smallest first. Not to be changed. */
  get values(): readonly T[] {
    return this.#values;
  }

  add(value: T): void {
    this.#values.splice(this.#placeOf(value), 0, value);
  }

  /** Nothing happens where it is not there. */
  remove(value: T): void {
    const place = this.#placeOf(value);
    const held = this.#values[place];
    if (held !== undefined && this.#compare(held, value) === 0) this.#values.splice(place, 1);
  }

  /** Of the first that is not smaller. */
  #placeOf(value: T): number {
    let [low, high] = [0, this.#values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#values[middle] as T, value) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
