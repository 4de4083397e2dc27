import type { RecordName, RecordOf, Sale, Submitted } from '@tidemark/schema';
import type { JudgeRow, PushedState, RowOutcome, RowVerdict } from '../contract/records.ts';
import type { StoredRow } from '../documents/document-rows.ts';
import type { Fork } from './journal-rows.ts';
import type { FactsOfSales } from './sale-facts.ts';
import type { RetiredRecords } from './retired-rows.ts';
import { recordRow, type StoredRecord } from './write-records.ts';

type Stored = Exclude<RowVerdict, { kind: 'refuse' }>;

/** A document that the pushes changed, and when the push that changed it arrived. */
export interface Changed {
  readonly row: StoredRecord;
  readonly storedAt: number;
}

/** A record to keep beside the one that has its number, and what its till is told. */
export interface RefusedFork extends Fork {
  readonly outcome: RowOutcome;
}

/** What was stored before the batch. */
interface Before {
  readonly whole: ReadonlyMap<string, StoredRecord>;
  readonly damaged: ReadonlyMap<string, StoredRow>;
  readonly retired: RetiredRecords;
}

/** Judges rows one after the other, each against the state that all rows before it leave ([O1]). */
export class JudgedBatch {
  readonly #before: Before;
  /** Undefined if no sale of the batch is new. */
  readonly #facts: FactsOfSales | undefined;
  readonly #after = new Map<string, Changed>();
  readonly #erased: ReadonlySet<PushedState>;
  readonly forks: RefusedFork[] = [];
  /** What retired records say now, where the pushes changed it. */
  readonly retired = new Map<string, RecordOf[RecordName]>();

  /** `erased`: rows whose personal data were erased. */
  constructor(before: Before, facts: FactsOfSales | undefined, erased: ReadonlySet<PushedState>) {
    this.#erased = erased;
    this.#before = before;
    this.#facts = facts;
  }

  /** The changed documents; the last changed comes last. */
  get changed(): readonly Changed[] {
    return [...this.#after.values()];
  }

  judge(row: PushedState, judge: JudgeRow, storedAt: number): RowOutcome {
    const current = this.#after.get(row.id)?.row ?? this.#before.whole.get(row.id);
    const retired = current ? undefined : this.#retiredOf(row.id);
    const known = current?.document ?? retired;
    const isErased = this.#erased.has(row);
    const verdict = judge(row, known, known ? undefined : this.#facts?.of(row), isErased);
    if (verdict.kind !== 'refuse')
      return retired && !isGoneOnWith(verdict)
        ? this.#keepRetired(verdict)
        : this.#store(row, verdict, current, storedAt);
    const { code, message } = verdict;
    const outcome: RowOutcome = { outcome: 'refused', id: row.id, code, message };
    // A fork is a record of a journal: all its personal data stand in its details.
    if (verdict.keep)
      this.forks.push({ row: isErased ? { ...row, ...{ details: null } } : row, storedAt, outcome });
    return outcome;
  }

  #retiredOf(id: string): RecordOf[RecordName] | undefined {
    return this.retired.get(id) ?? this.#before.retired.whole.get(id);
  }

  /** What has left the tills stays away from them; only its personal data may have been erased. */
  #keepRetired({ document, changed }: Stored): RowOutcome {
    if (changed) this.retired.set(document.id, document);
    return { outcome: 'retired', id: document.id, document };
  }

  #store(row: PushedState, verdict: Stored, current: StoredRecord | undefined, storedAt: number): RowOutcome {
    const { id } = row;
    const isNews = verdict.changed || !current;
    const { damaged, retired } = this.#before;
    const isKnownElsewhere = damaged.has(id) || retired.damaged.has(id) || hasSubmission(row);
    const document = !current && isKnownElsewhere ? asPerhapsSent(verdict.document) : verdict.document;
    const next = isNews ? recordRow(document, current?.readAt ?? storedAt) : current;
    if (isNews) {
      this.#after.delete(id);
      this.#after.set(id, { row: next, storedAt });
    }
    if (!current) this.#facts?.add(next.document as Sale);
    if (verdict.kind === 'accept') return { outcome: 'accepted', id };
    return { outcome: 'conflict', id, document: { ...next.document, _deleted: false } };
  }
}

/** A cart that a till went on with while it was offline: it is living again. Other records never change. */
function isGoneOnWith({ document, changed }: Stored): boolean {
  return changed && !('submission' in document);
}

/** Whether the till knows that the record was stored: then this store lost it ([O12]). */
function hasSubmission(pushed: PushedState & { readonly submission?: Submitted['submission'] }): boolean {
  return Boolean(pushed.submission);
}

/** Marks a record as one that may have been sent: it is looked up in Shopify before it is sent ([O12], [O15]). */
function asPerhapsSent(document: RecordOf[RecordName]): RecordOf[RecordName] {
  if (!('submission' in document) || document.submission?.state !== 'waiting') return document;
  return { ...document, submission: { ...document.submission, attempts: 1, unanswered: 1 } };
}
