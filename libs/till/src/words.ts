/** Words of a text as they are searched: letters and digits, small, without accents. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '');
}

/** So many new words are looked through one by one before they are sorted in. */
const mostFresh = 1024;

/**
 * Sorted words with who has them; a prefix is a range. New words wait unsorted until there are many, so that a search
 * while the catalogue is being filled does not sort everything anew.
 */
export class PrefixIndex {
  readonly #owners = new Map<string, Set<string>>();
  readonly #wordsOf = new Map<string, readonly string[]>();
  /** Some of them may have no owner any more. */
  #sorted: readonly string[] = [];
  readonly #fresh = new Set<string>();

  set(id: string, words: readonly string[]): void {
    this.delete(id);
    const unique = [...new Set(words)];
    this.#wordsOf.set(id, unique);
    for (const word of unique) {
      const owners = this.#owners.get(word);
      if (owners) owners.add(id);
      else {
        this.#owners.set(word, new Set([id]));
        this.#fresh.add(word);
      }
    }
  }

  delete(id: string): void {
    for (const word of this.#wordsOf.get(id) ?? []) {
      const owners = this.#owners.get(word);
      owners?.delete(id);
      if (owners?.size === 0) this.#owners.delete(word);
    }
    this.#wordsOf.delete(id);
  }

  ids(): string[] {
    return [...this.#wordsOf.keys()];
  }

  /** Ids with a word that begins so. */
  startingWith(prefix: string): Set<string> {
    if (this.#fresh.size > mostFresh) this.#sortIn();
    const found = new Set<string>();
    const take = (word: string): void => {
      for (const id of this.#owners.get(word) ?? []) found.add(id);
    };
    for (let at = firstNotBefore(this.#sorted, prefix); this.#sorted[at]?.startsWith(prefix); at++)
      take(this.#sorted[at] ?? '');
    for (const word of this.#fresh) if (word.startsWith(prefix)) take(word);
    return found;
  }

  #sortIn(): void {
    const fresh = [...this.#fresh].sort();
    this.#fresh.clear();
    const merged: string[] = [];
    let next = 0;
    const add = (word: string): void => {
      if (word !== merged.at(-1) && this.#owners.has(word)) merged.push(word);
    };
    for (const word of this.#sorted) {
      for (; next < fresh.length && (fresh[next] ?? '') < word; next++) add(fresh[next] ?? '');
      add(word);
    }
    for (const word of fresh.slice(next)) add(word);
    this.#sorted = merged;
  }
}

/** Where the first word stands that is not before this one. */
function firstNotBefore(sorted: readonly string[], word: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
