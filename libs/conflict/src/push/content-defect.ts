import {
  documentDefect,
  moneyDefect,
  settle,
  unrealInstantIn,
  type Cart,
  type CustomerEdit,
  type RecordName,
  type Sale,
} from '@tidemark/schema';

/** What is wrong with a pushed document: its shape, or a contradiction within it. */
export function contentDefect(collection: RecordName, document: object): string | undefined {
  const misfit = documentDefect(collection, document);
  if (misfit !== undefined) return misfit;
  const unreal = unrealInstantIn(document);
  if (unreal !== undefined) return `${unreal} is no time`;
  switch (collection) {
    case 'sales':
      return saleDefect(document as Sale);
    case 'customerEdits': {
      const { id, customerId, isNew } = document as CustomerEdit;
      return isNew === (id === customerId)
        ? undefined
        : 'a new customer is named by the edit that makes them';
    }
    case 'carts':
      return cartDefect(document as Cart);
    case 'stockMoves':
      return undefined;
  }
}

function saleDefect(sale: Sale): string | undefined {
  try {
    const field = moneyDefect(sale);
    if (field !== undefined) return `${field} does not add up`;
    const settlement = settle(sale.totals.total, sale.tenders);
    return settlement.kind === 'paid' ? undefined : `/tenders do not settle it: ${settlement.kind}`;
  } catch (error) {
    // Amounts too large for a number fail only this row, not the batch.
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function cartDefect({ lines }: Cart): string | undefined {
  if (!isSorted(lines.map(line => line.id))) return '/lines must be by id, each once';
  for (const { id, counts } of lines) {
    if (!isSorted(counts.map(count => count.tillId))) return `/lines/${id}/counts must be by till, each once`;
    if (counts.some(({ added, removed }) => removed > added)) return `/lines/${id} lost more than it had`;
  }
  return undefined;
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
}
