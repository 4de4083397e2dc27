import { isCartErasure } from '@tidemark/conflict';
import type { Cart, CustomerEdit, RecordName, Sale } from '@tidemark/schema';
import { customerIdOf, noteOf } from '@tidemark/schema';
import type { RxStorageInstance } from 'rxdb';
import { scrubbing } from './log-storage.ts';
import type { Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import type { RecordDocument } from './record-schemas.ts';

type Instance = RxStorageInstance<never, unknown, unknown>;

/** Whether a record that arrived lacks personal data that the one here has: the server erased them. */
export function isErasure(
  name: RecordName,
  held: RecordDocument | undefined,
  arrived: RecordDocument,
): boolean {
  if (!held) return false;
  switch (name) {
    case 'sales':
      return hasPerson(held as Sale) && !hasPerson(arrived as Sale);
    case 'customerEdits':
      return (
        Object.keys((held as CustomerEdit).changes).length > 0 &&
        Object.keys((arrived as CustomerEdit).changes).length === 0
      );
    case 'carts':
      return isCartErasure(held as Cart, arrived as Cart);
    case 'stockMoves':
      return false;
  }
}

function hasPerson(sale: Sale): boolean {
  return Boolean(sale.details) || customerIdOf(sale) !== null || noteOf(sale) !== null;
}

/**
 * Leaves nothing in this till's logs of personal data that the server erased ([T94]): a write alone would leave the
 * words in an earlier part of the log. What is owed is noted before the erased records are stored, so a till that is
 * killed in between does it at its next opening.
 */
export class Scrubber {
  readonly #ledger: Ledger;
  readonly #instances: () => Promise<readonly Instance[]>;
  /** Collections whose turns may have noted a debt, and store what they noted it for only now. */
  readonly #storing = new Set<RecordName>();
  #running: Promise<void> | undefined;
  #isAsked = false;

  /** `instances`: all storages that may have held the words. */
  constructor(ledger: Ledger, instances: () => Promise<readonly Instance[]>) {
    this.#ledger = ledger;
    this.#instances = instances;
  }

  /** A turn of this collection begins: what it notes is not paid before it ends. */
  enter(name: RecordName): void {
    this.#storing.add(name);
  }

  leave(name: RecordName): void {
    this.#storing.delete(name);
  }

  /** Looks at records that are about to be stored. */
  async expect(name: RecordName, arrived: readonly RecordDocument[]): Promise<void> {
    const isOne = arrived.some(each => isErasure(name, this.#ledger.document(name, each.id), each));
    if (isOne) await this.#ledger.note(markId.scrub, { isOwed: true });
  }

  /** Does what is owed, also what was stored while it is at it. A failure leaves it owed. */
  run(): Promise<void> {
    this.#isAsked = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isAsked && this.#ledger.owesScrub) {
      this.#isAsked = false;
      for (const each of await this.#instances()) await scrubbing(each);
      if (!this.#isAsked && this.#storing.size === 0) await this.#ledger.note(markId.scrub, {});
    }
  }
}
