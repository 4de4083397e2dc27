import type { Cart } from '@tidemark/schema';
import { lastStamp } from '../cart/edit-cart.ts';
import { mergeCarts } from '../cart/merge-carts.ts';
import { stampAfter, type Stamp } from '../hlc.ts';

/** Who writes for the server in a cart: stamps name their writer, and no till has this id. */
const serverId = 'tidemark-server';

/** Whether `arrived` lacks personal data of a cart that `held` has, because the server erased them. */
export function isCartErasure(held: Cart, arrived: Cart): boolean {
  const before = new Map(textsOf(held));
  return textsOf(arrived).some(
    ([name, { value, stamp }]) =>
      value === null && stamp.endsWith(serverId) && Boolean(before.get(name)?.value),
  );
}

/** All that may say something about a person, by name. */
function textsOf({ customerId, name, note, lines }: Cart) {
  return [
    ...[['customerId', customerId] as const, ['name', name] as const, ['note', note] as const],
    ...lines.map(line => [`note of ${line.id}`, line.note] as const),
  ];
}

/**
 * The cart without its customer, its name and all notes; the very same object if it has none. The server writes later
 * than all that is in the cart, so that this wins wherever copies of the cart merge.
 */
export function eraseCart(cart: Cart, now: number): Cart {
  const stamp = stampAfter(lastStamp(cart), now, serverId);
  const next: Cart = {
    ...cart,
    customerId: emptied(cart.customerId, stamp),
    name: emptied(cart.name, stamp),
    note: emptied(cart.note, stamp),
    lines: cart.lines.map(line => {
      const note = emptied(line.note, stamp);
      return note === line.note ? line : { ...line, note };
    }),
  };
  return isErased(cart) ? cart : next;
}

/**
 * A till's merge of the server's copy of a cart with its own. Where the server erased the customer of the till's copy,
 * name and notes go too, however late the till wrote them: it did not know yet.
 */
export function takeCart(server: Cart, own: Cart): Cart {
  const merged = mergeCarts(server, own);
  const { value, stamp } = server.customerId;
  const isNews = own.customerId.value !== null && value === null && stamp.endsWith(serverId);
  return isNews && merged.customerId.value === null ? eraseCart(merged, 0) : merged;
}

function isErased({ customerId, name, note, lines }: Cart): boolean {
  return [customerId, name, note, ...lines.map(line => line.note)].every(each => each.value === null);
}

function emptied<R extends { readonly value: string | null; readonly stamp: Stamp }>(
  register: R,
  stamp: Stamp,
): R {
  return register.value === null ? register : { ...register, value: null, stamp };
}
