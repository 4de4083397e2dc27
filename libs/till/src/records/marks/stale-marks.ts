import { recordNames, type RecordName, type Sale } from '@tidemark/schema';
import { markId } from './marks.ts';

/** What a till has, as far as its notes are about it. */
export interface Held {
  readonly has: (name: RecordName, id: string) => boolean;
  readonly sales: readonly Pick<Sale, 'receiptNumber'>[];
  /** The highest receipt number with this number's prefix that any note or sale has. */
  readonly isHighest: (receiptNumber: string) => boolean;
}

const [acknowledged, receipt] = [markId.acknowledged(''), markId.receipt('')];

/**
 * The notes that are about records which have left this till ([T103]). The highest receipt number stays noted, so that
 * no number of before is given out again.
 */
export function staleMarks(ids: Iterable<string>, held: Held): readonly string[] {
  let numbers: ReadonlySet<string | undefined> | undefined;
  const isStale = (id: string): boolean => {
    if (id.startsWith(acknowledged)) return !held.has('carts', id.slice(acknowledged.length));
    if (id.startsWith(receipt)) {
      const number = id.slice(receipt.length);
      numbers ??= new Set(held.sales.map(each => each.receiptNumber));
      return !numbers.has(number) && !held.isHighest(number);
    }
    return recordNames.some(name => {
      const refusal = markId.refusal(name, '');
      return id.startsWith(refusal) && !held.has(name, id.slice(refusal.length));
    });
  };
  return [...ids].filter(isStale);
}
