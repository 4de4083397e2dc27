import { buildDirectory, directoryKey } from './directory-build.ts';
import { DirectoryView, type ViewParts, type Wanted } from './directory-view.ts';
import type { Doc } from './document.ts';
import type { Listing } from './listing.ts';
import type { IfFree } from './locks.ts';
import type { Manifest } from './manifest.ts';

export type DirectoryParts = ViewParts & {
  readonly database: string;
  readonly listing: Listing;
  readonly ifFree: IfFree;
};

/** What may be written after a directory before it is made anew: so much is read before the first document is found. */
const [mostCharacters, mostWrites] = [1024 * 1024, 64];

/** So many documents are brought at once: they may stand in as many chunks. */
const documentsAtOnce = 8;

/**
 * Finds documents on disk by their keys, before their collection is in memory: a few records are read for it, however large the
 * collection is. It is kept on disk beside the collection, is as old as it says, and what was written since is read before
 * anything is answered. What it cannot know, since it was never kept, or is of what has been rewritten since, it does not
 * answer.
 */
export class Directory {
  readonly #parts: DirectoryParts;
  #view: DirectoryView | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
  }

  /** The living documents that have this key, in their order; undefined: ask the collection. */
  find(key: string): Promise<readonly Doc[] | undefined> {
    return this.#inTurn(() => this.#having([[{ key, isPrefix: false }]], Infinity));
  }

  /**
   * The first living documents that have, for each of these lists, a key that begins with one of its prefixes; none where there
   * are no lists; undefined: ask the collection.
   */
  search(prefixes: readonly (readonly string[])[], limit: number): Promise<readonly Doc[] | undefined> {
    const wanted = prefixes.map(each => each.map(key => ({ key, isPrefix: true })));
    return this.#inTurn(() => this.#having(wanted, limit));
  }

  /** Reads what every search needs, and what was written since: before whoever reads everything keeps the disk busy. */
  async prepare(): Promise<void> {
    await this.#inTurn(() => this.#read());
  }

  /** Resolves when nobody looks for anything. */
  async idle(): Promise<void> {
    for (let turn: Promise<unknown> | undefined; turn !== this.#turn;) {
      turn = this.#turn;
      await turn;
    }
  }

  /** Makes it anew where it is not there, or too much was written since. Rejects where the disk refuses. */
  async keep(): Promise<void> {
    const { database, key, log, listing, idOf, ifFree, slices } = this.#parts;
    await ifFree(`chunklog|${database}|directory`, async () => {
      const manifest = await log.manifest();
      const entry = manifest.collections[key];
      if (!entry) return;
      const head = (await this.#viewIn(manifest))?.head;
      const isYoung =
        head && entry.size - head.size <= mostCharacters && entry.last - head.upTo <= mostWrites;
      if (!isYoung) await buildDirectory(log, { key, entry }, listing, idOf, slices());
    });
  }

  async #having(wanted: readonly (readonly Wanted[])[], limit: number): Promise<readonly Doc[] | undefined> {
    if (wanted.length === 0) return [];
    const view = await this.#read();
    const numbers = await view?.numbersOf(wanted);
    if (!view || !numbers) return undefined;
    const { idOf, listing } = this.#parts;
    const found: Doc[] = [];
    for (let at = 0; at < numbers.length && found.length < limit; at += documentsAtOnce) {
      const documents = await view.documents(numbers.slice(at, at + documentsAtOnce));
      if (!documents) return undefined;
      found.push(...documents.filter(each => !view.tail.knows(idOf(each))));
    }
    const newer = [...view.tail.living()].filter(each => isWanted(listing.keysOf(each), wanted));
    const all = newer.length === 0 ? found : inOrder([...found, ...newer], listing);
    return all.slice(0, limit);
  }

  /** What is on disk now; undefined where it is not of what the collection is now. */
  async #read(): Promise<DirectoryView | undefined> {
    const { log, key, slices } = this.#parts;
    const manifest = await log.manifest();
    const view = await this.#viewIn(manifest);
    const { last = 0, generation } = manifest.collections[key] ?? {};
    if (!view) return undefined;
    if (view.tail.upTo !== last) {
      await view.tail.readTo(last, log, slices());
      // Of what was rewritten meanwhile, some may not have been read.
      if ((await log.manifest()).collections[key]?.generation !== generation) return undefined;
    }
    return view.tail.isWhole ? view : undefined;
  }

  async #viewIn({ collections }: Manifest): Promise<DirectoryView | undefined> {
    const { key, listing } = this.#parts;
    const generation = collections[directoryKey(key)]?.generation;
    if (generation === undefined) return undefined;
    if (this.#view?.generation !== generation) this.#view = await DirectoryView.open(this.#parts, generation);
    const head = this.#view?.head;
    // No generation is given out twice.
    const isOfThis = head?.version === listing.version && head.generation === collections[key]?.generation;
    return isOfThis ? this.#view : undefined;
  }

  /** One after the other: each reads on in the same tail. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function isWanted(keys: readonly string[], wanted: readonly (readonly Wanted[])[]): boolean {
  const has = ({ key, isPrefix }: Wanted) =>
    keys.some(each => (isPrefix ? each.startsWith(key) : each === key));
  return wanted.every(anyOf => anyOf.some(has));
}

function inOrder(documents: readonly Doc[], { orderOf }: Listing): readonly Doc[] {
  return documents.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}
