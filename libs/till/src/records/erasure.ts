import type { Cart, CustomerEdit, RecordName, Sale } from '@tidemark/schema';
import { customerIdOf, noteOf } from '@tidemark/schema';
import type { RxStorageInstance } from 'rxdb';
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
      return (held as Cart).customerId.value !== null && (arrived as Cart).customerId.value === null;
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
  #running: Promise<void> | undefined;

  /** `instances`: all storages that may have held the words. */
  constructor(ledger: Ledger, instances: () => Promise<readonly Instance[]>) {
    this.#ledger = ledger;
    this.#instances = instances;
  }

  /** Looks at records that are about to be stored. */
  async expect(name: RecordName, arrived: readonly RecordDocument[]): Promise<void> {
    const isOne = arrived.some(each => isErasure(name, this.#ledger.document(name, each.id), each));
    if (isOne) await this.#ledger.note(markId.scrub, { isOwed: true });
  }

  /** Does what is owed. A failure leaves it owed. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #run(): Promise<void> {
    if (!this.#ledger.owesScrub) return;
    for (const each of await this.#instances()) await scrubbing(each);
    await this.#ledger.note(markId.scrub, {});
  }
}

/** RxDB wraps the storages of its collections; other storages than ours keep no log. */
async function scrubbing(instance: Instance): Promise<void> {
  const { originalStorageInstance: own = instance } = instance as { originalStorageInstance?: Instance };
  const { scrub } = own as Partial<{ scrub: () => Promise<void> }>;
  await scrub?.call(own);
}
