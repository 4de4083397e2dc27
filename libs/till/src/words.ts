/** Words of a text as they are searched: letters and digits, small, without accents. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '');
}

/** Sorted words with who has them; a prefix is a range. Rebuilt from its parts when they changed. */
export class PrefixIndex {
  readonly #words = new Map<string, Set<string>>();
  readonly #wordsOf = new Map<string, readonly string[]>();
  #sorted: string[] | undefined;

  set(id: string, words: readonly string[]): void {
    this.delete(id);
    const unique = [...new Set(words)];
    this.#wordsOf.set(id, unique);
    for (const word of unique) {
      const owners = this.#words.get(word);
      if (owners) owners.add(id);
      else {
        this.#words.set(word, new Set([id]));
        this.#sorted = undefined;
      }
    }
  }

  delete(id: string): void {
    for (const word of this.#wordsOf.get(id) ?? []) {
      const owners = this.#words.get(word);
      owners?.delete(id);
      if (owners?.size === 0) {
        this.#words.delete(word);
        this.#sorted = undefined;
      }
    }
    this.#wordsOf.delete(id);
  }

  ids(): string[] {
    return [...this.#wordsOf.keys()];
  }

  /** Ids with a word that begins so. */
  startingWith(prefix: string): Set<string> {
    this.#sorted ??= [...this.#words.keys()].sort();
    const found = new Set<string>();
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    for (let place = low; this.#sorted[place]?.startsWith(prefix); place++) {
      for (const id of this.#words.get(this.#sorted[place] ?? '') ?? []) found.add(id);
    }
    return found;
  }
}
