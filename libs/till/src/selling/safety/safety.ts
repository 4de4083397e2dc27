import { effectsOf, recordNames, type RecordName, type Sale } from '@tidemark/schema';
import type { Ledger, LedgerChange } from '../../records/marks/ledger.ts';
import type { Safety, Submitted } from '../selling.ts';
import { uncorrected } from '../uncorrected.ts';

const submitted: readonly Submitted[] = ['sales', 'stockMoves', 'customerEdits'];

type Counts = Pick<
  Safety,
  'unsent' | 'notTaken' | 'notTakenOf' | 'refused' | 'refusedOf' | 'heldBack' | 'misplaced' | 'unsigned'
>;

/**
 * The part of safety that the ledger alone can tell. It counts change by change, so a long history costs nothing: only
 * records that need a person are kept by id, and those are few.
 */
export class SafetyCounts {
  readonly #ledger: Ledger;
  readonly #notTaken = idsOf(recordNames);
  readonly #refused = idsOf(submitted);
  readonly #heldBack = new Set<string>();
  readonly #misplaced = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    for (const collection of recordNames)
      for (const { id } of ledger.documents(collection)) this.#reconcile({ collection, id });
  }

  take(changes: readonly LedgerChange[]): void {
    for (const change of changes) this.#reconcile(change);
  }

  get value(): Counts {
    const notTakenOf = counted(recordNames, name => this.#notTaken[name].size);
    const refusedOf = counted(submitted, name => this.#refused[name].size);
    return {
      unsent: counted(recordNames, name => this.#ledger.unsentCount(name)),
      ...{ notTaken: sum(notTakenOf), notTakenOf },
      ...{ refused: sum(refusedOf), refusedOf },
      heldBack: this.#heldBack.size,
      misplaced: this.#misplaced.size,
      unsigned: this.#ledger.unsigned,
    };
  }

  #reconcile({ collection, id }: LedgerChange): void {
    const isParked =
      this.#ledger.isUnsent(collection, id) && this.#ledger.refusal(collection, id) !== undefined;
    put(this.#notTaken[collection], id, isParked);
    if (collection === 'carts') return;
    const document = this.#ledger.document(collection, id);
    const lives = [
      document?.submission,
      ...effectsOf((document ?? {}) as Partial<Sale>).map(each => each.submission),
    ];
    put(
      this.#refused[collection],
      id,
      lives.some(each => each?.state === 'refused'),
    );
    if (collection !== 'sales') return;
    put(this.#heldBack, id, isHeldBack(document as Sale | undefined));
    put(this.#misplaced, id, document !== undefined && uncorrected(document as Sale).length > 0);
  }
}

/** Whether the server holds a sale back because of its flaws, and no person has decided about it. */
function isHeldBack({ submission, flaws = [], decided }: Partial<Sale> = {}): boolean {
  return submission?.state === 'refused' && flaws.length > 0 && decided === undefined;
}

function idsOf<C extends RecordName>(names: readonly C[]): Record<C, Set<string>> {
  return Object.fromEntries(names.map(name => [name, new Set()])) as unknown as Record<C, Set<string>>;
}

function put(ids: Set<string>, id: string, isIn: boolean): void {
  if (isIn) ids.add(id);
  else ids.delete(id);
}

function counted<C extends RecordName>(names: readonly C[], count: (name: C) => number): Record<C, number> {
  return Object.fromEntries(names.map(name => [name, count(name)])) as Record<C, number>;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}
