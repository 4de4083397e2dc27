import { hasEnding, isEnding, isWanted, type Wanted } from '@tidemark/schema';
import { typosBetween, typosIn } from './typos.ts';

/** Up to this many new words are searched one by one before they are sorted. */
const fewFresh = 512;

/** Where one of the wanted words has at most this many owners, each owner is asked for the other words. */
const fewHaving = 256;

/** A word with the places of its owners: usually a single one, since codes are words too. */
interface Posting {
  readonly word: string;
  owners: number | Set<number> | undefined;
  /** Whether people write the word, so that they may mistype it: a code with a typo is another code. */
  isText: boolean;
  /** The next word that ends in the same four digits. */
  nextEnding: Posting | undefined;
}

/** The owners of all that is wanted. */
export interface Matches {
  readonly count: number;
  has(id: string): boolean;
  ids(): string[];
}

/**
 * Sorted words with their owners; a prefix is a range. New words wait unsorted until there are many; then they are
 * sorted into a run. Runs of about one size are merged into one of twice the size. So a search looks into few runs, and
 * no step sorts everything anew.
 */
export class PrefixIndex {
  readonly #postings = new Map<string, Posting>();
  readonly #placeOf = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #postingsAt: (readonly Posting[])[] = [];
  readonly #free: number[] = [];
  /** Sorted runs, the largest first. */
  readonly #runs: (readonly Posting[])[] = [];
  #fresh: Posting[] = [];
  readonly #few: number;
  /** The first word of each chain of words that end in the same four digits. */
  readonly #endings: (Posting | undefined)[] = new Array<Posting | undefined>(10_000).fill(undefined);

  constructor(few = fewHaving) {
    this.#few = few;
  }

  /** `codes` are found by their beginnings as words are, but not with typos. */
  set(id: string, words: readonly string[], codes: readonly string[] = []): void {
    this.delete(id);
    const place = this.#free.pop() ?? this.#ids.length;
    this.#placeOf.set(id, place);
    this.#ids[place] = id;
    const postings: Posting[] = [];
    for (const word of words) postings.push(this.#give(word, place, true));
    for (const code of codes) postings.push(this.#give(code, place, false));
    this.#postingsAt[place] = postings;
    if (this.#fresh.length > fewFresh) this.#sortIn();
  }

  delete(id: string): void {
    const place = this.#placeOf.get(id);
    if (place === undefined) return;
    this.#placeOf.delete(id);
    for (const posting of this.#postingsAt[place] ?? []) {
      const { owners } = posting;
      if (owners instanceof Set) owners.delete(place);
      else if (owners === place) posting.owners = undefined;
    }
    this.#postingsAt[place] = [];
    this.#free.push(place);
  }

  ids(): string[] {
    return [...this.#placeOf.keys()];
  }

  /** Ids that have, for each of these, a wanted word; none where nothing is wanted. */
  matching(wanted: readonly Wanted[]): string[] {
    return this.matches(wanted).ids();
  }

  /** As `matching`, without building a long list. */
  matches(wanted: readonly Wanted[]): Matches {
    const few = this.#fewHaving(wanted);
    if (few) {
      const ids = few.map(place => this.#ids[place] ?? '');
      return { count: ids.length, has: id => ids.includes(id), ids: () => ids };
    }
    const hits = this.#hits(wanted, (each, take) => this.#eachWanted(each, take));
    return {
      count: countOf(hits, wanted.length),
      has: id => hits[this.#placeOf.get(id) ?? -1] === wanted.length,
      ids: () => this.#idsAt(hits, wanted.length),
    };
  }

  /** As `matching`; for a long word without owners, takes the nearest words with the same first letter. */
  similar(wanted: readonly Wanted[]): string[] {
    return this.#having(wanted, (each, take) => {
      let isThere = false;
      this.#eachWanted(each, owners => {
        isThere = true;
        take(owners);
      });
      if (!isThere) for (const { owners } of this.#nearest(each[0] ?? '')) take(owners);
    });
  }

  #having(
    wanted: readonly Wanted[],
    each: (wanted: Wanted, take: (owners: Posting['owners']) => void) => void,
  ): string[] {
    return wanted.length === 0 ? [] : this.#idsAt(this.#hits(wanted, each), wanted.length);
  }

  /** For each place, how many of the wanted words it has, counted from the first without a gap. */
  #hits(
    wanted: readonly Wanted[],
    each: (wanted: Wanted, take: (owners: Posting['owners']) => void) => void,
  ): Uint16Array {
    const hits = new Uint16Array(this.#ids.length);
    for (const [n, anyOf] of wanted.entries()) {
      const hit = (place: number) => {
        if (hits[place] === n) hits[place] = n + 1;
      };
      each(anyOf, owners => {
        if (typeof owners === 'number') hit(owners);
        else if (owners) for (const place of owners) hit(place);
      });
    }
    return hits;
  }

  #idsAt(hits: Uint16Array, wanted: number): string[] {
    const found: string[] = [];
    for (const [place, hit] of hits.entries()) if (hit === wanted) found.push(this.#ids[place] ?? '');
    return found;
  }

  /**
   * The places that have all that is wanted, where one of the words has few owners: a search for a common word and a
   * rare one looks at those few. Undefined where each word has many.
   */
  #fewHaving(wanted: readonly Wanted[]): number[] | undefined {
    if (wanted.length === 0) return [];
    for (const anyOf of wanted) {
      const places = this.#placesOf(anyOf);
      if (!places) continue;
      const others = wanted.filter(each => each !== anyOf);
      return [...places].filter(place => this.#hasAll(place, others)).sort((a, b) => a - b);
    }
    return undefined;
  }

  /** Undefined where there are many owners, or many words begin so. */
  #placesOf(wanted: Wanted): ReadonlySet<number> | undefined {
    const places = new Set<number>();
    let left = this.#few;
    const isMany = this.#eachWanted(wanted, owners => {
      left -= owners instanceof Set ? owners.size : 1;
      if (left < 0) return true;
      if (typeof owners === 'number') places.add(owners);
      else if (owners) for (const place of owners) places.add(place);
      return false;
    });
    return isMany ? undefined : places;
  }

  #hasAll(place: number, wanted: readonly Wanted[]): boolean {
    const postings = this.#postingsAt[place] ?? [];
    return wanted.every(each => postings.some(({ word }) => isWanted(word, each)));
  }

  /** Goes on until `take` says that it has enough; then answers true. */
  #eachWanted(wanted: Wanted, take: (owners: Posting['owners']) => unknown): boolean {
    for (const word of wanted) {
      if (this.#eachStarting(word, take)) return true;
      if (!isEnding(word)) continue;
      for (let posting = this.#endings[endingOf(word)]; posting; posting = posting.nextEnding)
        if (isOwned(posting) && posting.word.endsWith(word) && take(posting.owners) === true) return true;
    }
    return false;
  }

  #eachStarting(prefix: string, take: (owners: Posting['owners'], posting: Posting) => unknown): boolean {
    for (const run of this.#runs)
      for (let at = firstNotBefore(run, prefix); run[at]?.word.startsWith(prefix); at++) {
        const posting = run[at] as Posting;
        if (isOwned(posting) && take(posting.owners, posting) === true) return true;
      }
    for (const posting of this.#fresh)
      if (posting.word.startsWith(prefix) && isOwned(posting) && take(posting.owners, posting) === true)
        return true;
    return false;
  }

  #nearest(word: string): readonly Posting[] {
    let most = typosIn(word);
    let nearest: Posting[] = [];
    if (most === 0) return nearest;
    this.#eachStarting(word.slice(0, 1), (_, posting) => {
      if (!posting.isText) return;
      const typos = typosBetween(word, posting.word, most);
      if (typos === Infinity) return;
      nearest = typos < most ? [posting] : [...nearest, posting];
      most = typos;
    });
    return nearest;
  }

  #give(word: string, place: number, isText: boolean): Posting {
    let posting = this.#postings.get(word);
    if (!posting) {
      posting = { word, owners: undefined, isText, nextEnding: undefined };
      this.#postings.set(word, posting);
      this.#fresh.push(posting);
      if (hasEnding(word)) {
        const ending = endingOf(word);
        posting.nextEnding = this.#endings[ending];
        this.#endings[ending] = posting;
      }
    }
    posting.isText ||= isText;
    const { owners } = posting;
    if (owners instanceof Set) owners.add(place);
    else if (owners !== place) posting.owners = owners === undefined ? place : new Set([owners, place]);
    return posting;
  }

  #forget(posting: Posting): void {
    const { word } = posting;
    this.#postings.delete(word);
    if (!hasEnding(word)) return;
    const ending = endingOf(word);
    let before = this.#endings[ending];
    if (before === posting) {
      this.#endings[ending] = posting.nextEnding;
      return;
    }
    while (before && before.nextEnding !== posting) before = before.nextEnding;
    if (before) before.nextEnding = posting.nextEnding;
  }

  #sortIn(): void {
    this.#runs.push(this.#fresh.sort((a, b) => (a.word < b.word ? -1 : 1)));
    this.#fresh = [];
    for (;;) {
      const [larger, last] = this.#runs.slice(-2);
      if (!larger || !last || larger.length > 2 * last.length) return;
      this.#runs.splice(-2, 2, this.#merged(larger, last));
    }
  }

  /** Merges two runs; words without owners are dropped on the way. */
  #merged(a: readonly Posting[], b: readonly Posting[]): readonly Posting[] {
    const merged: Posting[] = [];
    const add = (posting: Posting): void => {
      if (isOwned(posting)) merged.push(posting);
      else this.#forget(posting);
    };
    let next = 0;
    for (const posting of a) {
      for (; (b[next]?.word ?? posting.word) < posting.word; next++) add(b[next] as Posting);
      add(posting);
    }
    for (; next < b.length; next++) add(b[next] as Posting);
    return merged;
  }
}

function countOf(hits: Uint16Array, wanted: number): number {
  let count = 0;
  for (const hit of hits) if (hit === wanted) count++;
  return count;
}

function isOwned({ owners }: Posting): boolean {
  return owners instanceof Set ? owners.size > 0 : owners !== undefined;
}

/** The place of the first word that is not before this one. */
function firstNotBefore(sorted: readonly Posting[], word: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.word ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The number of the last four digits: words are found by their ends from this many digits on (`isEnding`). */
function endingOf(word: string): number {
  let number = 0;
  for (let at = word.length - 4; at < word.length; at++) number = number * 10 + word.charCodeAt(at) - 48;
  return number;
}
