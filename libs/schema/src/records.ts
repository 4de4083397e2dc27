/**
 * The kinds of record, in the order in which tills should push them: new customers come before what was sold to them. A
 * record is never dropped, never wiped with the caches, and kept on the till until the server says it is stored.
 */
export const recordNames = ['customerEdits', 'sales', 'stockMoves', 'carts'] as const;

export type RecordName = (typeof recordNames)[number];
