import type { Cart, CartDiscount, CartLine, SoldItem } from '@tidemark/schema';
import { latest, stampAfter, type Stamp } from '../hlc.ts';
import { mergeSorted } from '../merge-sorted.ts';
import { addUnits, quantityOf, removeUnits } from './line-counts.ts';

/** A cashier's edit of a cart. A line is a variant's id, or an id made for a custom item. */
export type CartEdit =
  | { readonly do: 'add'; readonly lineId: string; readonly item: SoldItem; readonly units: number }
  | { readonly do: 'remove'; readonly lineId: string; readonly units: number }
  | { readonly do: 'drop-line'; readonly lineId: string }
  | { readonly do: 'note-line'; readonly lineId: string; readonly note: string | null }
  | { readonly do: 'name'; readonly name: string | null }
  | { readonly do: 'note'; readonly note: string | null }
  | { readonly do: 'discount'; readonly discount: CartDiscount }
  | { readonly do: 'customer'; readonly customerId: string | null }
  | { readonly do: 'status'; readonly status: Cart['status']['value'] };

/** The cart after an edit by a till whose clock shows `now`. The edit's stamp is later than all in the cart. */
export function editCart(cart: Cart, edit: CartEdit, tillId: string, now: number): Cart {
  const stamp = stampAfter(lastStamp(cart), now, tillId);
  switch (edit.do) {
    case 'add':
      return withLine(cart, edit.lineId, line => added(line, edit, tillId, stamp));
    case 'remove':
      return withLine(cart, edit.lineId, line => line && removed(line, edit.units, tillId));
    case 'drop-line':
      return withLine(cart, edit.lineId, line => line && removed(line, quantityOf(line.counts), tillId));
    case 'note-line':
      return withLine(cart, edit.lineId, line => line && { ...line, note: { value: edit.note, stamp } });
    case 'name':
      return { ...cart, name: { value: edit.name, stamp } };
    case 'note':
      return { ...cart, note: { value: edit.note, stamp } };
    case 'discount':
      return { ...cart, discount: { value: edit.discount, stamp } };
    case 'customer':
      return { ...cart, customerId: { value: edit.customerId, stamp } };
    case 'status':
      return { ...cart, status: { value: edit.status, stamp } };
  }
}

/** The lines to show, with their quantities, in the order in which they were added. */
export function shownLines(cart: Cart): (CartLine & { readonly quantity: number })[] {
  return cart.lines
    .map(line => ({ ...line, quantity: quantityOf(line.counts) }))
    .filter(line => line.quantity > 0)
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1));
}

function withLine(
  cart: Cart,
  lineId: string,
  change: (line: CartLine | undefined) => CartLine | undefined,
): Cart {
  const changed = change(cart.lines.find(line => line.id === lineId));
  if (!changed) return cart;
  return {
    ...cart,
    lines: mergeSorted(
      cart.lines,
      [changed],
      line => line.id,
      (_old, fresh) => fresh,
    ),
  };
}

function added(
  line: CartLine | undefined,
  { lineId, item, units }: Extract<CartEdit, { do: 'add' }>,
  tillId: string,
  stamp: Stamp,
): CartLine {
  return {
    id: lineId,
    since: line?.since ?? stamp,
    item: { value: item, stamp },
    note: line?.note ?? { value: null, stamp: '' },
    counts: addUnits(line?.counts ?? [], tillId, units),
  };
}

function removed(line: CartLine, units: number, tillId: string): CartLine {
  return { ...line, counts: removeUnits(line.counts, tillId, units) };
}

/** The latest stamp in the cart. */
export function lastStamp(cart: Cart): Stamp {
  const { status, name, note, discount, customerId, lines } = cart;
  const registers = [status, name, note, discount, customerId];
  return latest([
    ...registers.map(register => register.stamp),
    ...lines.flatMap(line => [line.since, line.item.stamp, line.note.stamp]),
  ]);
}
