/** Who has which code. Nearly every code is one product's, and there are hundreds of thousands: a set of one costs too much. */
export class CodeBook {
  readonly #owners = new Map<string, string | Set<string>>();

  add(code: string, id: string): void {
    const owners = this.#owners.get(code);
    if (owners === undefined) this.#owners.set(code, id);
    else if (owners instanceof Set) owners.add(id);
    else if (owners !== id) this.#owners.set(code, new Set([owners, id]));
  }

  remove(code: string, id: string): void {
    const owners = this.#owners.get(code);
    if (owners instanceof Set) {
      owners.delete(id);
      if (owners.size === 0) this.#owners.delete(code);
    } else if (owners === id) this.#owners.delete(code);
  }

  /** In the order in which they came. */
  idsOf(code: string): readonly string[] {
    const owners = this.#owners.get(code);
    if (owners === undefined) return [];
    return owners instanceof Set ? [...owners] : [owners];
  }
}
