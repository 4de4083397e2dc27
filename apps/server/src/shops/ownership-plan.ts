/** Who owns what, as a process sees it. */
export interface Ownership {
  /** All shops that are to be served. */
  readonly wanted: readonly string[];
  /** Those of this process. */
  readonly held: readonly string[];
  /** Those that any living process owns. */
  readonly owned: ReadonlySet<string>;
  /** Those that nobody owned when this process looked last. */
  readonly freeBefore: ReadonlySet<string>;
  /** How many processes live, this one included. */
  readonly servers: number;
}

interface Plan {
  /** Shops to take. */
  readonly take: readonly string[];
  /** Shops to give up. */
  readonly give: readonly string[];
}

/**
 * [A98] Which shops a process takes and gives up. Each takes its share of them; what nobody took for one more look is taken by
 * whoever sees it: a process that lives may be unable to. Who has more than its share gives up one at each look, so that shops
 * move without haste to a process that is new.
 */
export function planOwnership({ wanted, held, owned, freeBefore, servers }: Ownership): Plan {
  const isWanted = new Set(wanted);
  const unwanted = held.filter(shop => !isWanted.has(shop));
  const kept = held.filter(shop => isWanted.has(shop));
  const share = Math.ceil(wanted.length / Math.max(servers, 1));
  const free = wanted.filter(shop => !owned.has(shop));
  const left = free.filter(shop => freeBefore.has(shop));
  const room = Math.max(0, share - kept.length);
  const take = [...new Set([...free.slice(0, room), ...left])];
  const surplus = take.length === 0 && kept.length > share ? kept.slice(-1) : [];
  return { take, give: [...unwanted, ...surplus] };
}
