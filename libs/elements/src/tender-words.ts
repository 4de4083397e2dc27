import type { Tender } from '@tidemark/schema';

/** How something was paid, as a receipt says it. */
export function tenderWords({ kind, reference }: Tender): string {
  if (kind === 'cash') return 'Cash';
  return reference === null ? 'Card' : `Card ${reference}`;
}
