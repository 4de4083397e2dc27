import type { Tender } from '@tidemark/schema';
import { msg, str } from '../language/index.ts';

/** How something was paid, as a receipt says it. */
export function tenderWords({ kind, reference }: Tender): string {
  if (kind === 'cash') return msg('Cash');
  return reference === null ? msg('Card') : msg(str`Card ${reference}`);
}
