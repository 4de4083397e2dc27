import {
  effectsOf,
  type Cart,
  type CustomerEdit,
  type Effect,
  type RecordName,
  type RecordOf,
  type Sale,
} from '@tidemark/schema';
import { eraseCart } from './erase-cart.ts';

/** Replaces what a person wrote when they resolved a record. */
export const erasedNote = 'Erased at the customer’s request.';

/**
 * The record without the personal data of its customer; the very same object if it has none. `now` is the server's
 * clock in milliseconds, for the stamps of a cart.
 */
export function eraseRecord(
  collection: RecordName,
  document: RecordOf[RecordName],
  now: number,
): RecordOf[RecordName] {
  switch (collection) {
    case 'sales':
      return eraseSale(document as Sale);
    case 'customerEdits':
      return eraseEdit(document as CustomerEdit);
    case 'carts':
      return eraseCart(document as Cart, now);
    default:
      return document;
  }
}

/** A sale of a journal loses its details; a sale of an earlier version loses its customer and all notes. */
function eraseSale(sale: Sale): Sale {
  const said = sale.journal ? withoutDetails(sale) : withoutFields(sale);
  return withEffectNotesErased(withNoteErased(said));
}

function withEffectNotesErased(sale: Sale): Sale {
  const told = effectsOf(sale);
  const effects = told.map(withNoteErased);
  return effects.every((each, index) => each === told[index]) ? sale : { ...sale, effects };
}

function withoutDetails(sale: Sale): Sale {
  return sale.details ? { ...sale, details: null } : sale;
}

function withoutFields(sale: Sale): Sale {
  const hasNotes = sale.lines.some(line => line.note);
  if (!sale.customerId && !sale.note && !hasNotes) return sale;
  return {
    ...sale,
    ...(sale.customerId === undefined ? {} : { customerId: null }),
    ...(sale.note === undefined ? {} : { note: null }),
    lines: sale.lines.map(line => (line.note ? { ...line, note: null } : line)),
  };
}

/** An edit loses its changes. One that Shopify does not have yet is resolved: nothing of it is sent any more. */
function eraseEdit(edit: CustomerEdit): CustomerEdit {
  const said = Object.keys(edit.changes).length > 0 ? { ...edit, changes: {} } : edit;
  const { submission } = said;
  if (submission?.state === 'accepted' || submission?.state === 'resolved') return withNoteErased(said);
  const sending = submission?.sending ?? 1;
  return { ...said, submission: { state: 'resolved', sending, note: erasedNote, customerId: null } };
}

function withNoteErased<T extends Sale | CustomerEdit | Effect>(record: T): T {
  const { submission } = record;
  if (submission?.state !== 'resolved' || submission.note === erasedNote) return record;
  return { ...record, submission: { ...submission, note: erasedNote } };
}
