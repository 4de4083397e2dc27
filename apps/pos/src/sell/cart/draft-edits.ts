import { shownLines, type CartEdit } from '@tidemark/conflict';
import type { Cart } from '@tidemark/schema';
import type { DraftLine, SaleDraft } from '@tidemark/till';

/** The draft of a parked cart. */
export function draftOf(cart: Cart): SaleDraft {
  return {
    lines: shownLines(cart).map(({ id, item, note, quantity }) => ({
      id,
      item: item.value,
      note: note.value,
      quantity,
    })),
    discount: cart.discount.value,
    customerId: cart.customerId.value,
    note: cart.note.value,
    cartId: cart.id,
  };
}

/** The edits that lead from one draft of a cart to the next; they merge with those of other tills. */
export function editsBetween(before: SaleDraft, after: SaleDraft): CartEdit[] {
  const was = new Map(before.lines.map(line => [line.id, line]));
  const kept = new Set(after.lines.map(line => line.id));
  const dropped = before.lines.filter(line => !kept.has(line.id));
  const edits: CartEdit[] = [
    ...dropped.map(line => ({ do: 'drop-line' as const, lineId: line.id })),
    ...after.lines.flatMap(line => lineEdits(was.get(line.id), line)),
  ];
  if (before.note !== after.note) edits.push({ do: 'note', note: after.note });
  if (before.customerId !== after.customerId) edits.push({ do: 'customer', customerId: after.customerId });
  if (JSON.stringify(before.discount) !== JSON.stringify(after.discount))
    edits.push({ do: 'discount', discount: after.discount });
  return edits;
}

function lineEdits(before: DraftLine | undefined, after: DraftLine): CartEdit[] {
  const units = after.quantity - (before?.quantity ?? 0);
  const lineId = after.id;
  const edits: CartEdit[] = [];
  if (units > 0) edits.push({ do: 'add', lineId, item: after.item, units });
  if (units < 0) edits.push({ do: 'remove', lineId, units: -units });
  if ((before?.note ?? null) !== after.note) edits.push({ do: 'note-line', lineId, note: after.note });
  return edits;
}
