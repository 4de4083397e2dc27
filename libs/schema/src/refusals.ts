/** Why a row that a till pushed is not taken, for a program; the message beside it is for people. */
export const refusalCodes = [
  /** A cache: written by ingest alone. */
  'not-writable',
  /** Belongs to another shop than the till that sends it. */
  'another-shop',
  /** Another till's. */
  'another-till',
  /** Stored before, and different: what was written does not change. */
  'written-once',
  /** A record is not deleted. */
  'not-deletable',
  /** Does not fit its schema, or contradicts itself: money that does not add up. */
  'does-not-fit',
  /** Larger than any document may be. */
  'too-large',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];
