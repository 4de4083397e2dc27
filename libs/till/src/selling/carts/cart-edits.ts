import { editCart, type CartEdit } from '@tidemark/conflict';
import type { SessionResponse } from '@tidemark/protocol';
import type { Cart } from '@tidemark/schema';
import { authorOf } from '../ring-up.ts';
import type { SaleDraft } from '../selling.ts';

/** A cart made from a draft, as a till parks it. */
export function cartOf(
  draft: SaleDraft,
  name: string | null,
  session: SessionResponse,
  id: string,
  now: number,
): Cart {
  const nothing = { value: null, stamp: '' };
  const empty: Cart = {
    id,
    ...authorOf(session, now),
    currency: session.shop.currency,
    status: { value: 'parked', stamp: '' },
    name: nothing,
    note: nothing,
    discount: nothing,
    customerId: nothing,
    lines: [],
  };
  return edited(empty, [...editsOf(draft, name), { do: 'status', status: 'parked' }], session.till.id, now);
}

export function edited(cart: Cart, edits: readonly CartEdit[], tillId: string, now: number): Cart {
  return edits.reduce((next, edit) => editCart(next, edit, tillId, now), cart);
}

function editsOf(draft: SaleDraft, name: string | null): CartEdit[] {
  return [
    ...draft.lines.flatMap(({ id, item, quantity, note }): CartEdit[] => [
      { do: 'add', lineId: id, item, units: quantity },
      ...(note === null ? [] : [{ do: 'note-line', lineId: id, note } as const]),
    ]),
    { do: 'name', name },
    { do: 'note', note: draft.note },
    { do: 'discount', discount: draft.discount },
    { do: 'customer', customerId: draft.customerId },
  ];
}
