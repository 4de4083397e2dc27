/**
 * What tills write, in the order in which it should be told: whoever is new comes before what was sold to them.
 * A promise: never dropped, never wiped with the caches, and kept on the till until the server says it is stored.
 */
export const recordNames = ['customerEdits', 'sales', 'stockMoves', 'carts'] as const;

export type RecordName = (typeof recordNames)[number];
