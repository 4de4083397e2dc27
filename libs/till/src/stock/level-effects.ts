import { covers, isIncluded, parseCheckpoint, type StockEffect } from '@tidemark/protocol';
import type { InventoryLevel } from '@tidemark/schema';

type AsOf = InventoryLevel['asOf'];

/**
 * What tills did to one level. Effects that the level's count includes are put aside, and not looked at again while the
 * level goes on from there. Otherwise each sale of an article would walk through all its earlier sales.
 */
export class LevelEffects {
  readonly #open = new Map<string, StockEffect>();
  readonly #settled = new Map<string, StockEffect>();
  /** The count that includes all settled effects. */
  #asOf: AsOf;
  #epoch = '';

  /** How many effects would be looked at. */
  get open(): number {
    return this.#open.size;
  }

  /** Sets the effect of a key, which names one effect of one record. */
  set(key: string, effect: StockEffect): void {
    this.#settled.delete(key);
    this.#open.set(key, effect);
  }

  delete(key: string): void {
    this.#settled.delete(key);
    this.#open.delete(key);
  }

  /** The effects that the count of the level does not include. */
  notIn({ asOf }: Pick<InventoryLevel, 'asOf'>, epoch: string): Iterable<StockEffect> {
    if (asOf !== this.#asOf || epoch !== this.#epoch) {
      if (epoch !== this.#epoch || !goesOnFrom(this.#asOf, asOf)) this.#reopen();
      this.#asOf = asOf;
      this.#epoch = epoch;
    }
    for (const [key, effect] of this.#open) {
      if (!isIncluded(effect, asOf, epoch)) continue;
      this.#open.delete(key);
      this.#settled.set(key, effect);
    }
    return this.#open.values();
  }

  #reopen(): void {
    for (const [key, effect] of this.#settled) this.#open.set(key, effect);
    this.#settled.clear();
  }
}

/** Whether the next count includes what the one before it includes: it was read later in the same history. */
function goesOnFrom(before: AsOf, after: AsOf): boolean {
  if (!before) return true;
  return (
    after !== undefined &&
    (['sales', 'stockMoves'] as const).every(name =>
      covers(parseCheckpoint(after[name]), parseCheckpoint(before[name])),
    )
  );
}
