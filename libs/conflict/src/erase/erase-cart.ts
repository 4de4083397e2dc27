import type { Cart } from '@tidemark/schema';
import { lastStamp } from '../cart/edit-cart.ts';
import { stampAfter, type Stamp } from '../hlc.ts';

/** Who writes for the server in a cart: stamps name their writer, and no till has this id. */
const serverId = 'tidemark-server';

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

function isErased({ customerId, name, note, lines }: Cart): boolean {
  return [customerId, name, note, ...lines.map(line => line.note)].every(each => each.value === null);
}

function emptied<R extends { readonly value: string | null; readonly stamp: Stamp }>(
  register: R,
  stamp: Stamp,
): R {
  return register.value === null ? register : { ...register, value: null, stamp };
}
