import type { Doc } from './document.ts';

/** Which documents of a collection can be found before it is loaded, by which keys, and in which order. */
export type Listing = {
  /** Raised when one of the others answers otherwise than before: what was kept is not read any more then. */
  readonly version: number;
  /** The keys of a living document; none: it is not listed. */
  readonly keysOf: (document: Doc) => readonly string[];
  /** What is found comes in the order of these. */
  readonly orderOf: (document: Doc) => string;
  /** How these are compared; by their UTF-16 units where it is not said. */
  readonly compareOrders?: (a: string, b: string) => number;
};
