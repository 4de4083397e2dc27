import type { Account, Client } from './client.ts';
import type { Replica } from './replica.ts';
import type { Replicated } from './client.ts';

/** A change that the suite requests in the shop: a product edited or deleted. */
export type Change = 'edit' | 'delete';

/**
 * What a check needs besides a session: permission to write parked carts, or a sale; a command that changes the shop;
 * an origin that the server allows.
 */
export type Need = 'write' | 'write-sale' | 'change' | 'origin';

/** The tools and settings of a check. */
export interface Bench {
  readonly account: Account;
  readonly client: Client;
  /** The copy of a collection, pulled once for all checks. */
  readonly replica: (collection: Replicated) => Promise<Replica>;
  /** A new copy, pulled to the end, for a check that continues to pull. */
  readonly freshReplica: (collection: Replicated) => Promise<Replica>;
  /** Makes a change happen in the shop. @returns The product's id. */
  readonly change: (change: Change) => Promise<string>;
  /** An origin that the server allows for browsers. */
  readonly origin: string;
  /** A new id, which no document has. */
  readonly newId: () => string;
  readonly now: () => number;
  /** How long a change may take from the shop to the server's answer. */
  readonly patienceMs: number;
}

/** One rule of the protocol that can be tried on a server. `run` throws `Broken` if the server breaks it. */
export interface Check {
  readonly id: string;
  readonly rule: string;
  readonly needs?: readonly Need[];
  /** It waits for long, so it runs in parallel with the others. */
  readonly isSlow?: true;
  readonly run: (bench: Bench) => Promise<void>;
}
