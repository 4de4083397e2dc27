import type { Place } from '../log/chunk.ts';

/**
 * What becomes of a collection: `precious` is written strictly, and what is whole is kept when some of it is damaged;
 * a `cache` is written relaxed, and dropped when damaged, since it can be filled again.
 */
export type CollectionKind = 'precious' | 'cache';

/** Records of a log that were damaged or lost on the disk. */
export type Damage =
  | {
      readonly kind: CollectionKind;
      readonly database: string;
      readonly collection: string;
      /** Records that are there and cannot be read. */
      readonly damaged: readonly (Place & { readonly reason: string })[];
      /** How many records are not there at all. */
      readonly missing: number;
      /** What was done. A dropped cache took all replication checkpoints with it. */
      readonly outcome: 'whole-records-kept' | 'dropped';
    }
  /** The record that lists what is valid was damaged; it was made again from what is there. */
  | { readonly kind: 'manifest'; readonly database: string }
  /** The browser deleted everything that it had stored of this site, and said so. What is precious needs another place. */
  | { readonly kind: 'wiped'; readonly database: string; readonly reason: string };

export type OnDamage = (damage: Damage) => void;

/** Reports on the console: the default, so that damage is never silent. */
export const printDamage: OnDamage = damage => console.error('chunklog: the disk lost something', damage);

/**
 * A rewrite that would have given space back came to no end: nothing is lost, and it is tried again when there is more
 * garbage. Told each time, since a log that is never rewritten grows.
 */
export type OnRewriteFailed = (database: string, collection: string, error: unknown) => void;

/** Warns on the console: the default. */
export const printRewriteFailed: OnRewriteFailed = (database, collection, error) =>
  console.warn(`chunklog: ${collection} of ${database} could not be rewritten`, error);

/** Tells somebody: what they throw, now or later, stops nothing, and is printed. */
export function guarded<A extends readonly unknown[]>(told: (...of: A) => unknown): (...of: A) => void {
  return (...of) => {
    const answer = async (): Promise<unknown> => told(...of);
    answer().catch((error: unknown) =>
      console.error('chunklog: what it told was answered with an error', error),
    );
  };
}
