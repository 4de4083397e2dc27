import type { Scope } from '@tidemark/schema';
import type { ReplicatedName } from '../contract/replicated.ts';

/** The documents that a till pulls together. */
export interface PagePlace {
  readonly shop: string;
  readonly collection: ReplicatedName;
  readonly scope: Scope;
}

/**
 * What this process knows about stored rows ([M27]). Rows that it wrote are JSON; older rows are, once it has checked
 * them. The file is this process's alone, so no one else writes between a check and a page.
 */
export class Soundness {
  /** Each shop's newest seq when the file was opened. */
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

  /** Notes that all rows of the place were checked. */
  looked(place: PagePlace, isSound: boolean): void {
    if (!isSound) return this.suspect(place);
    this.#suspect.delete(keyOf(place));
    this.#sound.add(keyOf(place));
  }

  /** Notes that a row is not JSON: until all rows are checked again, each is checked as it is read. */
  suspect(place: PagePlace): void {
    this.#suspect.add(keyOf(place));
  }
}

function keyOf({ shop, collection, scope }: PagePlace): string {
  return `${shop} ${collection} ${scope}`;
}
