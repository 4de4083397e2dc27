/**
 * The list sorts new values in when there are more than the first number, and more than one per the second number of
 * sorted ones: that takes a few milliseconds.
 */
const [fewFresh, sortedPerFresh] = [512, 8];

/**
 * Values that are always in order, each once: two that compare as equal are the same. A new value is sorted in when the
 * list is read, or when many are waiting: if thousands were sorted in one by one, each would move half of those in the
 * list.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #values: T[] = [];
  #fresh: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** Smallest first. Do not change the array. */
  get values(): readonly T[] {
    this.#sortIn();
    return this.#values;
  }

  add(value: T): void {
    this.#fresh.push(value);
    if (this.#fresh.length > Math.max(fewFresh, this.#values.length / sortedPerFresh)) this.#sortIn();
  }

  /** Does nothing where the value is not there. */
  remove(value: T): void {
    const isIt = (held: T | undefined) => held !== undefined && this.#compare(held, value) === 0;
    const place = this.#placeOf(value);
    if (isIt(this.#values[place])) this.#values.splice(place, 1);
    else this.#fresh = this.#fresh.filter(each => !isIt(each));
  }

  #sortIn(): void {
    const fresh = this.#fresh.sort(this.#compare);
    this.#fresh = [];
    if (fresh.length === 1) this.#values.splice(this.#placeOf(fresh[0] as T), 0, fresh[0] as T);
    if (fresh.length <= 1) return;
    const merged: T[] = [];
    let next = 0;
    for (const value of this.#values) {
      while (next < fresh.length && this.#compare(fresh[next] as T, value) < 0)
        merged.push(fresh[next++] as T);
      merged.push(value);
    }
    for (; next < fresh.length; next++) merged.push(fresh[next] as T);
    this.#values = merged;
  }

  /** The place of the first value that is not smaller. */
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
