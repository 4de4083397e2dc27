/** Why a pushed row is not taken, for programs; the message beside it is for people. */
export const refusalCodes = [
  /** A cache: only ingest writes it. */
  'not-writable',
  /** It belongs to a shop other than its till's. */
  'another-shop',
  /** It is another till's. */
  'another-till',
  /** A different version is stored already: what was written once does not change. */
  'written-once',
  /** A record cannot be deleted. */
  'not-deletable',
  /** It does not fit its schema, or contradicts itself: money that does not add up. */
  'does-not-fit',
  /** Its till has a key, and did not sign it with that key. */
  'not-signed',
  /** It is larger than any document may be. */
  'too-large',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];
