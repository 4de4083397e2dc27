import {
  available,
  effectOfMove,
  effectsOfSale,
  isReadable,
  type HeldRecords,
  type StockEffect,
} from '@tidemark/protocol';
import { inventoryLevelId, type InventoryLevel, type Sale, type StockMove } from '@tidemark/schema';
import { LevelEffects } from './level-effects.ts';

/** How many levels are sorted at once: about 3 ms of work. */
const levelsPerSlice = 5_000;

/** Levels by their ids: those in use, and those that wait until this till has read more. */
export interface SortedLevels {
  readonly inUse: Map<string, InventoryLevel>;
  readonly keptBack: Map<string, InventoryLevel>;
}

/** One effect of one record, at one level. */
interface Note {
  readonly levelId: string;
  readonly key: string;
}

/**
 * What can be sold: the mirrored counts, and what tills did that is not in them ([T18]). A level may include something
 * that this till has not read about. Then it is kept back, and the one before it is used, until the till has read that
 * ([T19]).
 */
export class StockBook {
  #levels = new Map<string, InventoryLevel>();
  #keptBack = new Map<string, InventoryLevel>();
  readonly #effects = new Map<string, LevelEffects>();
  /** Where each record's effects are noted. */
  readonly #notes = new Map<string, readonly Note[]>();
  #held: HeldRecords = { sales: undefined, stockMoves: undefined };
  #epoch = '';

  /** Sorts levels for `replaceLevels`: in slices, between which `rest` lets others go on. */
  async sorted(levels: readonly InventoryLevel[], rest: () => Promise<void>): Promise<SortedLevels> {
    const [inUse, keptBack] = [new Map<string, InventoryLevel>(), new Map<string, InventoryLevel>()];
    for (let start = 0; start < levels.length; start += levelsPerSlice) {
      for (const level of levels.slice(start, start + levelsPerSlice))
        (isReadable(level, this.#held) ? inUse : keptBack).set(level.id, level);
      await rest();
    }
    return { inUse, keptBack };
  }

  /** Puts these levels in place of all others. What is known of sales and moves stays. */
  replaceLevels({ inUse, keptBack }: SortedLevels): void {
    this.#levels = inUse;
    this.#keptBack = keptBack;
    // Takes into use what became readable while they were sorted.
    this.#useReadable();
  }

  setLevel(id: string, level: InventoryLevel | undefined): void {
    this.#keptBack.delete(id);
    if (!level) this.#levels.delete(id);
    else if (isReadable(level, this.#held)) this.#levels.set(id, level);
    else this.#keptBack.set(id, level);
  }

  /** Notes how far this till has read; answers whether that brought a level into use. */
  setHeld(held: HeldRecords, epoch: string | undefined): boolean {
    this.#held = held;
    this.#epoch = epoch ?? '';
    return this.#useReadable();
  }

  setSale(sale: Sale): void {
    this.#set(sale.id, effectsOfSale(sale));
  }

  setMove(move: StockMove): void {
    this.#set(move.id, [effectOfMove(move)]);
  }

  /** A sale or move has left this till: every count includes it. */
  forget(recordId: string): void {
    this.#set(recordId, []);
    this.#notes.delete(recordId);
  }

  /** Whether a location stocks it, even if its count waits until this till has read more. */
  has(inventoryItemId: string, locationId: string): boolean {
    const id = inventoryLevelId(inventoryItemId, locationId);
    return this.#levels.has(id) || this.#keptBack.has(id);
  }

  /** The available units; undefined where nothing is known. */
  available(inventoryItemId: string, locationId: string): number | undefined {
    const id = inventoryLevelId(inventoryItemId, locationId);
    const level = this.#levels.get(id);
    return level && available(level, this.#effects.get(id)?.notIn(level, this.#epoch) ?? [], this.#epoch);
  }

  #useReadable(): boolean {
    const readable = [...this.#keptBack].filter(([, level]) => isReadable(level, this.#held));
    for (const [id, level] of readable) this.setLevel(id, level);
    return readable.length > 0;
  }

  #set(recordId: string, effects: readonly StockEffect[]): void {
    for (const { levelId, key } of this.#notes.get(recordId) ?? []) this.#effects.get(levelId)?.delete(key);
    const notes = effects.map(({ inventoryItemId, locationId }, index) => ({
      levelId: inventoryLevelId(inventoryItemId, locationId),
      // A sale and its corrections may touch one level several times.
      key: index === 0 ? recordId : `${recordId}/${index}`,
    }));
    this.#notes.set(recordId, notes);
    for (const [index, effect] of effects.entries()) {
      const { levelId, key } = notes[index] ?? { levelId: '', key: '' };
      const known = this.#effects.get(levelId) ?? new LevelEffects();
      known.set(key, effect);
      this.#effects.set(levelId, known);
    }
  }
}
