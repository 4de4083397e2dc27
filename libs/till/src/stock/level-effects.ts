import { covers, isIncluded, parseCheckpoint, type StockEffect } from '@tidemark/protocol';
import type { InventoryLevel } from '@tidemark/schema';

type AsOf = InventoryLevel['asOf'];

/**
 * What tills did to one level. What its count has in it is put aside, and not looked at again while the level goes on from
 * there: or each sale of an article would walk through all that were ever sold of it.
 */
export class LevelEffects {
  readonly #open = new Map<string, StockEffect>();
  readonly #settled = new Map<string, StockEffect>();
  /** The count that has all that is settled in it. */
  #asOf: AsOf;
  #epoch = '';

  /** How many would be looked at. */
  get open(): number {
    return this.#open.size;
  }

  set(recordId: string, effect: StockEffect): void {
    this.#settled.delete(recordId);
    this.#open.set(recordId, effect);
  }

  delete(recordId: string): void {
    this.#settled.delete(recordId);
    this.#open.delete(recordId);
  }

  /** Those that the count of the level does not have in it. */
  notIn({ asOf }: Pick<InventoryLevel, 'asOf'>, epoch: string): Iterable<StockEffect> {
    if (asOf !== this.#asOf || epoch !== this.#epoch) {
      if (epoch !== this.#epoch || !goesOnFrom(this.#asOf, asOf)) this.#reopen();
      this.#asOf = asOf;
      this.#epoch = epoch;
    }
    for (const [recordId, effect] of this.#open) {
      if (!isIncluded(effect, asOf, epoch)) continue;
      this.#open.delete(recordId);
      this.#settled.set(recordId, effect);
    }
    return this.#open.values();
  }

  #reopen(): void {
    for (const [recordId, effect] of this.#settled) this.#open.set(recordId, effect);
    this.#settled.clear();
  }
}

/** Whether what one count has in it, the next has as well: it was read later in the same history. */
function goesOnFrom(before: AsOf, after: AsOf): boolean {
  if (!before) return true;
  return (
    after !== undefined &&
    (['sales', 'stockMoves'] as const).every(name =>
      covers(parseCheckpoint(after[name]), parseCheckpoint(before[name])),
    )
  );
}
