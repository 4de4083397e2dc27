import type { Rows } from '../shop/rows.ts';
import type { ShopRules } from '../shop/rules.ts';

const minuteMs = 60_000;

/** Limits the orders that an app may create in a minute, if the shop has such a limit. */
export class OrderLimit {
  readonly #rows: Rows;
  readonly #rules: ShopRules;
  #made: number[] = [];

  constructor(rows: Rows, rules: ShopRules) {
    this.#rows = rows;
    this.#rules = rules;
  }

  isReached(): boolean {
    const now = this.#rows.now();
    this.#made = this.#made.filter(each => each > now - minuteMs && each <= now);
    return this.#made.length >= (this.#rules.ordersPerMinute ?? Infinity);
  }

  count(): void {
    this.#made.push(this.#rows.now());
  }
}
