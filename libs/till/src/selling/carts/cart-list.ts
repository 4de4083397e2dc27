import type { Cart } from '@tidemark/schema';
import { BehaviorSubject, defer, distinctUntilChanged, filter, map, startWith, type Observable } from 'rxjs';
import type { Ledger } from '../../records/marks/ledger.ts';
import { isSameText } from '../../records/same-text.ts';

/** The shop's unsold carts: those that are parked, and those that are on a till's screen. */
export class CartList {
  readonly parked$ = new BehaviorSubject<readonly Cart[]>([]);
  readonly open$ = new BehaviorSubject<readonly Cart[]>([]);
  readonly #ledger: Ledger;
  /** Carts that have a sale, whether or not their status says so. */
  readonly #sold = new Set<string>();
  /** Carts that are parked or on a screen, and not sold: few, however many there were. */
  readonly #alive = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    for (const { id } of ledger.documents('sales')) this.takeSale(id);
    this.changed(ledger.documents('carts').map(({ id }) => id));
    this.tell();
  }

  /** Answers whether any cart changed. */
  changed(ids: readonly string[]): boolean {
    for (const id of ids) {
      const status = this.#ledger.document('carts', id)?.status.value;
      if (!this.#sold.has(id) && (status === 'parked' || status === 'open')) this.#alive.add(id);
      else this.#alive.delete(id);
    }
    return ids.length > 0;
  }

  /** Answers whether this sale sold a cart that was not known as sold. */
  takeSale(id: string): boolean {
    const { cartId = null } = this.#ledger.document('sales', id) ?? {};
    if (cartId === null || this.#sold.has(cartId)) return false;
    this.#sold.add(cartId);
    this.#alive.delete(cartId);
    return true;
  }

  tell(): void {
    const unsold = [...this.#alive].flatMap(id => this.#ledger.document('carts', id) ?? []);
    unsold.sort((a, b) => (a.status.stamp < b.status.stamp ? 1 : -1));
    this.parked$.next(unsold.filter(cart => cart.status.value === 'parked'));
    this.open$.next(unsold.filter(cart => cart.status.value === 'open'));
  }

  follow(id: string): Observable<Cart | undefined> {
    return defer(() =>
      this.#ledger.changes$.pipe(
        filter(changes => changes.some(each => each.collection === 'carts' && each.id === id)),
        startWith(undefined),
        map(() => this.#ledger.document('carts', id)),
        distinctUntilChanged((a, b) => a === b || (a !== undefined && b !== undefined && isSameText(a, b))),
      ),
    );
  }
}
