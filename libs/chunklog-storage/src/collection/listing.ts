import type { Doc } from './document.ts';

/** Says which documents of a collection can be found before it is loaded, by which keys, and in which order. */
export type Listing = {
  /** Raise it when one of the other functions changes its results: an earlier disk index is then ignored. */
  readonly version: number;
  /** The keys of a living document; empty if it is not listed. */
  readonly keysOf: (document: Doc) => readonly string[];
  /** The sort key of results. */
  readonly orderOf: (document: Doc) => string;
  /** Compares sort keys; by default by their UTF-16 units. */
  readonly compareOrders?: (a: string, b: string) => number;
};
