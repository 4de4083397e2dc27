import type { Account, Client } from './client.ts';
import type { Replica } from './replica.ts';
import type { Replicated } from './client.ts';

/** What the suite may ask for in the shop: a product edited, or a product deleted. */
export type Change = 'edit' | 'delete';

/**
 * What a check needs beyond a session: a permission to write parked carts, or a sale; somebody who changes something in
 * the shop; an origin that the server lets in.
 */
export type Need = 'write' | 'write-sale' | 'change' | 'origin';

/** What checks work with. */
export interface Bench {
  readonly account: Account;
  readonly client: Client;
  /** The copy of a collection, pulled once for all checks. */
  readonly replica: (collection: Replicated) => Promise<Replica>;
  /** A copy of its own, pulled to the end, for a check that pulls on. */
  readonly freshReplica: (collection: Replicated) => Promise<Replica>;
  /** Makes a change happen in the shop. @returns The product's id. */
  readonly change: (change: Change) => Promise<string>;
  /** An origin that browsers may come from. */
  readonly origin: string;
  /** An id that no document has. */
  readonly newId: () => string;
  readonly now: () => number;
  /** How long a change may take from the shop to the server's answer. */
  readonly patienceMs: number;
}

/** One rule of the protocol that can be tried on a server. It throws `Broken` where the rule is not kept. */
export interface Check {
  readonly id: string;
  readonly rule: string;
  readonly needs?: readonly Need[];
  /** Waits long: runs beside the others. */
  readonly isSlow?: true;
  readonly run: (bench: Bench) => Promise<void>;
}
