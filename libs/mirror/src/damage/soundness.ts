import type { Scope } from '@tidemark/schema';
import type { ReplicatedName } from '../contract/replicated.ts';

/** The documents that a till pulls as one. */
export interface PagePlace {
  readonly shop: string;
  readonly collection: ReplicatedName;
  readonly scope: Scope;
}

/**
 * What this process knows of the stored rows ([M27]): what it wrote itself is JSON; what was there before it is, once it was
 * looked at. The file is this process's alone, so that nobody else writes between a look and a page.
 */
export class Soundness {
  /** Where each shop's history stood when the file was opened. */
  readonly #opened: ReadonlyMap<string, number>;
  readonly #sound = new Set<string>();
  readonly #suspect = new Set<string>();

  constructor(opened: ReadonlyMap<string, number> = new Map()) {
    this.#opened = opened;
  }

  /** Whether all rows of a place after this seq are known to be JSON. */
  isSound(place: PagePlace, after: number): boolean {
    const key = keyOf(place);
    if (this.#suspect.has(key)) return false;
    return this.#sound.has(key) || after >= (this.#opened.get(place.shop) ?? 0);
  }

  /** All rows of the place were looked at. */
  looked(place: PagePlace, isSound: boolean): void {
    if (!isSound) return this.suspect(place);
    this.#suspect.delete(keyOf(place));
    this.#sound.add(keyOf(place));
  }

  /** A row was met that is no JSON: until all are looked at again, each is looked at as it is read. */
  suspect(place: PagePlace): void {
    this.#suspect.add(keyOf(place));
  }
}

function keyOf({ shop, collection, scope }: PagePlace): string {
  return `${shop} ${collection} ${scope}`;
}
