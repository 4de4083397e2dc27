/** Who has which value. Nearly every barcode is one product's, and there are hundreds of thousands: a set of one costs too much. */
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

  /** How many have it. */
  count(value: string): number {
    const ids = this.#ids.get(value);
    if (ids === undefined) return 0;
    return ids instanceof Set ? ids.size : 1;
  }

  /** In the order in which they came. */
  idsOf(value: string): readonly string[] {
    const ids = this.#ids.get(value);
    if (ids === undefined) return [];
    return ids instanceof Set ? [...ids] : [ids];
  }
}
