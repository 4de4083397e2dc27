/** A process's right to ingest and submit for a shop, and to store what comes of it. */
export interface Lease {
  readonly shop: string;
  /** The fencing token: every taking has another one. */
  readonly token: string;
}

/** A process that serves shops. */
export interface ServerProcess {
  /** The name under which it holds leases: no other process ever has it. */
  readonly holder: string;
  /** Marks of the secrets that all processes must share, made so that they tell nothing about them. */
  readonly secrets: string;
}

/**
 * Which process owns which shop. All times are counted on the store's own clock, so that processes whose clocks differ agree;
 * `ms` is how long something holds from now on.
 */
export interface Leases {
  /**
   * [R11] Takes those of the shops that nobody owns, or whose lease has ended; returns their leases. Of processes that ask
   * at the same moment, one gets a shop.
   */
  take(
    holder: string,
    shops: readonly string[],
    newToken: () => string,
    ms: number,
  ): Promise<readonly Lease[]>;
  /** [R12] Renews all leases of a holder, ended ones included as long as nobody took them. Returns them. */
  renew(holder: string, ms: number): Promise<readonly Lease[]>;
  /** Gives a lease up at once; does nothing if it is another's meanwhile. */
  give(lease: Lease): Promise<void>;
  /** Who holds the leases that have not ended, by shop. */
  holders(): Promise<ReadonlyMap<string, string>>;
  /** [R20] Milliseconds until the first lease of other holders ends if it is not renewed; undefined: they have none. */
  nextEnd(holder: string): Promise<number | undefined>;
  /** [R13] Says that a process lives; returns all that do, itself included. */
  join(server: ServerProcess, ms: number): Promise<readonly ServerProcess[]>;
  /** Says that a process ends: all its leases are free. */
  leave(holder: string): Promise<void>;
}
