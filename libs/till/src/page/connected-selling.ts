import type { Observable } from 'rxjs';
import type { Safety } from '../selling/selling.ts';
import type { PageSelling } from './page-till.ts';
import type { Reached } from './reached.ts';

type ReachedSelling = Reached<PageSelling>;

/** How a page reaches the selling of its till. */
export interface SellingReach {
  /** Asks once it can be asked. */
  ask<T>(act: (selling: ReachedSelling) => T | Promise<T>): Promise<Awaited<T>>;
  /** What is told again and again, in whatever connection. */
  followed<T>(get: (selling: ReachedSelling) => Observable<T> | Promise<Observable<T>>): Observable<T>;
  /** The same, followed as long as the till is open: its latest value is there at once. */
  kept<T>(get: (selling: ReachedSelling) => Observable<T> | Promise<Observable<T>>): Observable<T>;
}

/** The selling of a page's till, wherever it runs. */
export function connectedSelling({ ask, followed, kept }: SellingReach): PageSelling {
  const safety$: Observable<Safety> = kept(selling => selling.safety$);
  return {
    safety$,
    carts$: followed(selling => selling.carts$),
    openCarts$: followed(selling => selling.openCarts$),
    cart$: id => followed(selling => selling.cart$(id)),
    sales$: query => followed(selling => selling.sales$(query)),
    salesOf$: ids => followed(selling => selling.salesOf$(ids)),
    customers$: query => followed(selling => selling.customers$(query)),
    customersById$: ids => followed(selling => selling.customersById$(ids)),
    moves$: query => followed(selling => selling.moves$(query)),
    sell: (...sale) => ask(selling => selling.sell(...sale)),
    addCustomer: fields => ask(selling => selling.addCustomer(fields)),
    editCustomer: (id, fields) => ask(selling => selling.editCustomer(id, fields)),
    park: (draft, name) => ask(selling => selling.park(draft, name)),
    resume: cartId => ask(selling => selling.resume(cartId)),
    editCart: (cartId, edits) => ask(selling => selling.editCart(cartId, edits)),
    move: draft => ask(selling => selling.move(draft)),
    decide: (...about) => ask(selling => selling.decide(...about)),
    exportUnsent: passPhrase => ask(selling => selling.exportUnsent(passPhrase)),
    importUnsent: (text, passPhrase) => ask(selling => selling.importUnsent(text, passPhrase)),
  };
}
