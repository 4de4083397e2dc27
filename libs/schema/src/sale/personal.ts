import type { Sale, SaleLine } from '../documents/sale.ts';

/** What of a sale is, or was, personal. */
type Personal = Pick<Sale, 'customerId' | 'note' | 'details'>;

/** The customer of a sale: Shopify's id, or the id of the edit that creates them; null: none, or erased. */
export function customerIdOf(sale: Personal): string | null {
  return (sale.details === undefined ? sale.customerId : sale.details?.customerId) ?? null;
}

/** The note of a sale; null: none, or erased. */
export function noteOf(sale: Personal): string | null {
  return (sale.details === undefined ? sale.note : sale.details?.note) ?? null;
}

/** The note of one of a sale's lines; null: none, or erased. */
export function lineNoteOf(sale: Personal, line: Pick<SaleLine, 'id' | 'note'>): string | null {
  if (sale.details === undefined) return line.note ?? null;
  return sale.details?.lineNotes.find(each => each.lineId === line.id)?.note ?? null;
}

/** The id of the draft that became this sale: two sales of one draft are one sale. */
export function draftIdOf(sale: Pick<Sale, 'id' | 'journal'>): string {
  return sale.journal?.draftId ?? sale.id;
}
