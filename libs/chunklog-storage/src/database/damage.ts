import type { Place } from '../log/chunk.ts';

/**
 * How a collection is treated: a `precious` one is written strictly, and its whole records are kept if some are
 * damaged; a `cache` is written relaxed, and dropped if damaged, since it can be filled again.
 */
export type CollectionKind = 'precious' | 'cache';

/** Records of a log that were damaged or lost on the disk. */
export type Damage =
  | {
      readonly kind: CollectionKind;
      readonly database: string;
      readonly collection: string;
      /** Records that exist and cannot be read. */
      readonly damaged: readonly (Place & { readonly reason: string })[];
      /** How many records are missing. */
      readonly missing: number;
      /** What was done. A dropped cache took all replication checkpoints with it. */
      readonly outcome: 'whole-records-kept' | 'dropped';
    }
  /** The record that lists what is valid was damaged, and was rebuilt from the chunks. */
  | { readonly kind: 'manifest'; readonly database: string }
  /** The browser deleted all data of this site, and said so. Precious data needs another place. */
  | { readonly kind: 'wiped'; readonly database: string; readonly reason: string };

export type OnDamage = (damage: Damage) => void;

/** Reports on the console: the default, so that damage is never silent. */
export const printDamage: OnDamage = damage => console.error('chunklog: the disk lost something', damage);

/**
 * Called when a rewrite, which would have freed space, failed: nothing is lost, and it is tried again when there is
 * more garbage. Called each time, since a log that is never rewritten grows.
 */
export type OnRewriteFailed = (database: string, collection: string, error: unknown) => void;

/** Warns on the console: the default. */
export const printRewriteFailed: OnRewriteFailed = (database, collection, error) =>
  console.warn(`chunklog: ${collection} of ${database} could not be rewritten`, error);

/** Wraps a callback: an error that it throws, now or later, is printed and stops nothing. */
export function guarded<A extends readonly unknown[]>(told: (...of: A) => unknown): (...of: A) => void {
  return (...of) => {
    const answer = async (): Promise<unknown> => told(...of);
    answer().catch((error: unknown) =>
      console.error('chunklog: what it told was answered with an error', error),
    );
  };
}
