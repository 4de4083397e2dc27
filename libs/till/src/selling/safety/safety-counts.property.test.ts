import { fc, test } from '@fast-check/vitest';
import { recordNames, type RecordName } from '@tidemark/schema';
import { aStockCorrection } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import type { Ledger } from '../../records/marks/ledger.ts';
import { SafetyCounts } from './safety.ts';

interface Row {
  readonly isUnsent: boolean;
  readonly isRefusedByServer: boolean;
  readonly state: 'accepted' | 'refused' | 'waiting' | undefined;
  readonly isMisplaced: boolean;
  readonly isFlawed: boolean;
  readonly isDecided: boolean;
  readonly effect: 'accepted' | 'refused' | 'waiting' | undefined;
}

/** A ledger of plain rows that answers about them as the real one would. */
class PlainLedger {
  readonly rows = new Map<string, Row>();

  set(collection: RecordName, id: string, row: Row): void {
    this.rows.set(`${collection} ${id}`, row);
  }

  document(collection: RecordName, id: string) {
    const row = this.rows.get(`${collection} ${id}`);
    if (!row) return undefined;
    const misplaced = row.isMisplaced ? [{ variantId: '101', quantity: 1, locationId: '9' }] : [];
    const submission = row.state && { state: row.state, misplaced };
    const correction = aStockCorrection({ submission: { state: row.effect } as never });
    const judged = { flaws: row.isFlawed ? [{}] : [], ...(row.isDecided ? { decided: {} } : {}) };
    return {
      id,
      submission,
      ...judged,
      ...(collection === 'sales' && row.effect ? { effects: [correction] } : {}),
    };
  }

  documents(collection: RecordName) {
    return this.#of(collection).map(([id]) => ({ id }));
  }

  isUnsent(collection: RecordName, id: string): boolean {
    return this.rows.get(`${collection} ${id}`)?.isUnsent === true;
  }

  unsentCount(collection: RecordName): number {
    return this.#of(collection).filter(([, row]) => row.isUnsent).length;
  }

  refusal(collection: RecordName, id: string) {
    return this.rows.get(`${collection} ${id}`)?.isRefusedByServer ? {} : undefined;
  }

  /** Counts by walking through all rows. */
  count(collection: RecordName, is: (row: Row) => boolean): number {
    return this.#of(collection).filter(([, row]) => is(row)).length;
  }

  #of(collection: RecordName): [string, Row][] {
    return [...this.rows].flatMap(([key, row]): [string, Row][] =>
      key.startsWith(`${collection} `) ? [[key.slice(collection.length + 1), row]] : [],
    );
  }
}

const row = fc.record({
  isUnsent: fc.boolean(),
  isRefusedByServer: fc.boolean(),
  state: fc.constantFrom('accepted', 'refused', 'waiting', undefined),
  isMisplaced: fc.boolean(),
  isFlawed: fc.boolean(),
  isDecided: fc.boolean(),
  effect: fc.constantFrom('accepted', 'refused', 'waiting', undefined),
});
const write = fc.tuple(fc.constantFrom(...recordNames), fc.constantFrom('a', 'b', 'c'), row);

test.prop([fc.array(write), fc.array(write)])(
  '[T15] what needs somebody, kept change by change, is what a walk through everything counts',
  (before, after) => {
    const ledger = new PlainLedger();
    for (const [collection, id, each] of before) ledger.set(collection, id, each);
    const counts = new SafetyCounts(ledger as unknown as Ledger);

    for (const [collection, id, each] of after) {
      ledger.set(collection, id, each);
      counts.take([{ collection, id }]);
    }

    const { unsent, notTakenOf, refusedOf, heldBack, misplaced } = counts.value;
    for (const name of recordNames) {
      expect(unsent[name]).toBe(ledger.count(name, each => each.isUnsent));
      expect(notTakenOf[name]).toBe(ledger.count(name, each => each.isUnsent && each.isRefusedByServer));
      if (name !== 'carts')
        expect(refusedOf[name]).toBe(
          ledger.count(
            name,
            each => each.state === 'refused' || (name === 'sales' && each.effect === 'refused'),
          ),
        );
    }
    const toCorrect = ({ state, isMisplaced, effect }: Row) => state === 'accepted' && isMisplaced && !effect;
    expect(misplaced).toBe(ledger.count('sales', toCorrect));
    const isHeld = (each: Row) => each.state === 'refused' && each.isFlawed && !each.isDecided;
    expect(heldBack).toBe(ledger.count('sales', isHeld));
  },
);
