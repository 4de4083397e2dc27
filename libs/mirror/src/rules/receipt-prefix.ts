import { formatHash, hashText } from '@tidemark/protocol';

/** Without what is misread on paper: 0 and O, 1 and I. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * What a till's receipt numbers may begin with, the shortest first. From its id alone, so that a till that is registered
 * again after a restore begins them as before, and no other till with what was its.
 */
export function prefixesOf(tillId: string): string[] {
  const hash = BigInt(`0x${formatHash(hashText(tillId))}`);
  const text = Array.from({ length: 8 }, (_, n) => letters[Number((hash >> BigInt(n * 5)) & 31n)]).join('');
  return [4, 5, 6, 7, 8].map(length => text.slice(0, length));
}
