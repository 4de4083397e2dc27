import { hasEnding, isEnding, type Wanted } from '@tidemark/schema';
import { slipsBetween, slipsIn } from './typos.ts';

/**
 * So many new words are looked through one by one before they are sorted in, or one for so many that are: a walk through all
 * of them, which whoever brings words pays for and no search does.
 */
const [fewFresh, sortedPerFresh] = [1024, 8];

/** A word, and the places of who has it: a single one as a rule, since codes are words too. */
interface Posting {
  readonly word: string;
  owners: number | Set<number> | undefined;
  /** Whether people write it, so that they may mistype it: a code with a slip is another code. */
  isText: boolean;
  /** The next that ends in the same four digits. */
  nextEnding: Posting | undefined;
}

/**
 * Sorted words with who has them; a prefix is a range. New words wait unsorted until there are many, so that a search
 * while the catalogue is being filled does not sort everything anew.
 */
export class PrefixIndex {
  readonly #postings = new Map<string, Posting>();
  readonly #placeOf = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #postingsAt: (readonly Posting[])[] = [];
  readonly #free: number[] = [];
  #sorted: readonly Posting[] = [];
  #fresh: Posting[] = [];
  /** Words that are found by their end, by their last four digits: the first of each chain. */
  readonly #endings: (Posting | undefined)[] = new Array<Posting | undefined>(10_000).fill(undefined);

  /** `codes` are found by their beginnings as words are, but not with slips. */
  set(id: string, words: readonly string[], codes: readonly string[] = []): void {
    this.delete(id);
    const place = this.#free.pop() ?? this.#ids.length;
    this.#placeOf.set(id, place);
    this.#ids[place] = id;
    const postings: Posting[] = [];
    for (const word of words) postings.push(this.#give(word, place, true));
    for (const code of codes) postings.push(this.#give(code, place, false));
    this.#postingsAt[place] = postings;
    if (this.#fresh.length > Math.max(fewFresh, this.#sorted.length / sortedPerFresh)) this.#sortIn();
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

  /** Ids that have, for each of these, a word that is wanted; none where nothing is. */
  matching(wanted: readonly Wanted[]): string[] {
    return this.#having(wanted, (each, take) => this.#eachWanted(each, take));
  }

  /** As `matching`, but of a long word that nobody has, those that are nearest to it, of the same first letter. */
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
    if (wanted.length === 0) return [];
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
    const found: string[] = [];
    for (const [place, hit] of hits.entries()) if (hit === wanted.length) found.push(this.#ids[place] ?? '');
    return found;
  }

  #eachWanted(wanted: Wanted, take: (owners: Posting['owners']) => void): void {
    for (const word of wanted) {
      this.#eachStarting(word, take);
      if (!isEnding(word)) continue;
      for (let posting = this.#endings[endingOf(word)]; posting; posting = posting.nextEnding)
        if (isOwned(posting) && posting.word.endsWith(word)) take(posting.owners);
    }
  }

  #eachStarting(prefix: string, take: (owners: Posting['owners'], posting: Posting) => void): void {
    const own = (posting: Posting): void => {
      if (isOwned(posting)) take(posting.owners, posting);
    };
    for (let at = firstNotBefore(this.#sorted, prefix); this.#sorted[at]?.word.startsWith(prefix); at++)
      own(this.#sorted[at] as Posting);
    for (const posting of this.#fresh) if (posting.word.startsWith(prefix)) own(posting);
  }

  #nearest(word: string): readonly Posting[] {
    let most = slipsIn(word);
    let nearest: Posting[] = [];
    if (most === 0) return nearest;
    this.#eachStarting(word.slice(0, 1), (_, posting) => {
      if (!posting.isText) return;
      const slips = slipsBetween(word, posting.word, most);
      if (slips === Infinity) return;
      nearest = slips < most ? [posting] : [...nearest, posting];
      most = slips;
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

  /** Words that nobody has any more are forgotten by the way. */
  #sortIn(): void {
    const fresh = this.#fresh.sort((a, b) => (a.word < b.word ? -1 : 1));
    const merged: Posting[] = [];
    let next = 0;
    const add = (posting: Posting): void => {
      if (isOwned(posting)) merged.push(posting);
      else this.#forget(posting);
    };
    for (const posting of this.#sorted) {
      for (; (fresh[next]?.word ?? posting.word) < posting.word; next++) add(fresh[next] as Posting);
      add(posting);
    }
    for (const posting of fresh.slice(next)) add(posting);
    this.#fresh = [];
    this.#sorted = merged;
  }
}

function isOwned({ owners }: Posting): boolean {
  return owners instanceof Set ? owners.size > 0 : owners !== undefined;
}

/** Where the first word stands that is not before this one. */
function firstNotBefore(sorted: readonly Posting[], word: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.word ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The number of the last four digits: words are found by their ends from so many on (`isEnding`). */
function endingOf(word: string): number {
  let number = 0;
  for (let at = word.length - 4; at < word.length; at++) number = number * 10 + word.charCodeAt(at) - 48;
  return number;
}
