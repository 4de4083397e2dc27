/**
 * The ids of each value. Nearly every barcode belongs to one product, and there are hundreds of thousands: a set for
 * each would cost too much.
 */
export class IdsByValue {
  readonly #ids = new Map<string, string | Set<string>>();

  add(value: string, id: string): void {
    const ids = this.#ids.get(value);
    if (ids === undefined) this.#ids.set(value, id);
    else if (ids instanceof Set) ids.add(id);
    else if (ids !== id) this.#ids.set(value, new Set([ids, id]));
  }

  remove(value: string, id: string): void {
    const ids = this.#ids.get(value);
    if (ids instanceof Set) {
      ids.delete(id);
      if (ids.size === 0) this.#ids.delete(value);
    } else if (ids === id) this.#ids.delete(value);
  }

  /** The number of ids with this value. */
  count(value: string): number {
    const ids = this.#ids.get(value);
    if (ids === undefined) return 0;
    return ids instanceof Set ? ids.size : 1;
  }

  /** The ids with this value, in the order in which they were added. */
  idsOf(value: string): readonly string[] {
    const ids = this.#ids.get(value);
    if (ids === undefined) return [];
    return ids instanceof Set ? [...ids] : [ids];
  }
}
