import { formatHash, hashText } from '@tidemark/protocol';

/** Without letters that are misread on paper: 0 and O, 1 and I. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * Possible prefixes of a till's receipt numbers, the shortest first. They depend on its id alone, so that a till
 * registered again after a restore gets its old prefix, and no other till gets it.
 */
export function prefixesOf(tillId: string): string[] {
  const hash = BigInt(`0x${formatHash(hashText(tillId))}`);
  const text = Array.from({ length: 8 }, (_, n) => letters[Number((hash >> BigInt(n * 5)) & 31n)]).join('');
  return [4, 5, 6, 7, 8].map(length => text.slice(0, length));
}
