import {
  fiscalOf,
  isInJournal,
  noSigner,
  seal,
  type JournalRecord,
  type Signer,
  type TillKey,
  type Unsealed,
} from '@tidemark/journal';
import { draftIdOf, type Sale } from '@tidemark/schema';
import { keepIfPossible } from '../browser/kept.ts';
import type { Keep } from '../browser/keep.ts';
import type { Ledger } from '../records/marks/ledger.ts';
import { markId, type Marks } from '../records/marks/marks.ts';
import type { RecordWriter } from '../selling/record-writer.ts';
import { readJson } from '../wire/read-json.ts';
import {
  idAt,
  openingPlace,
  placeAfter,
  saltFrom,
  seriesFrom,
  Tips,
  type KnownPlace,
  type NextPlace,
} from './tip.ts';

export interface JournalParts {
  readonly name: string;
  readonly ledger: Ledger;
  readonly marks: Marks;
  readonly writer: Pick<RecordWriter, 'write'>;
  /** A record as the storage has it, whatever this tab was told. */
  readonly stored: (id: string) => Promise<Sale | undefined>;
  readonly keep: Keep;
  readonly newId: () => string;
  /** Milliseconds that the till adds to its device's clock; null: it never heard a server's time. */
  readonly clockCorrection: () => number | null;
  /** The fiscal signer; default: one that signs nothing. */
  readonly signer?: Signer;
}

/** The series in which this till writes, noted beside its records: it is lost when they are. */
interface OwnSeries {
  readonly series: string;
  readonly tillId: string;
}

/**
 * The journal of this till: a gapless series of records, each signed and with the hash of the one before. Writing
 * `<series>-<number>` is taking the number, so two tabs never write one number twice ([T86]).
 */
export class Journal {
  readonly #parts: JournalParts;
  readonly #tips = new Tips();
  /** The series that this tab has looked after: its last records are all here, as far as anybody can know. */
  #checked: string | undefined;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    for (const sale of parts.ledger.documents('sales')) this.#tips.take(sale);
  }

  /** These sales were written, or came from the server. */
  changed(ids: readonly string[]): void {
    for (const id of ids) {
      const sale = this.#parts.ledger.document('sales', id);
      if (sale) this.#tips.take(sale);
    }
  }

  /** Whether this till has written records: then each sale has a signature. */
  async hasBegun(tillId: string): Promise<boolean> {
    return (await this.#parts.marks.get<OwnSeries>(markId.series))?.tillId === tillId;
  }

  /** Writes a sale as the next record; answers the record that its draft has, which another tab may have written. */
  async append(sale: Sale, key: TillKey): Promise<Sale> {
    const { writer, keep, newId, clockCorrection, signer = noSigner } = this.#parts;
    const open = apart(sale, saltFrom(newId()));
    for (;;) {
      const place = await this.#next(sale.tillId);
      const journal = {
        kind: 'sale',
        ...place,
        draftId: sale.id,
        clockCorrection: clockCorrection(),
      } as const;
      const fiscal = await fiscalOf({ ...open, journal }, signer);
      const record = await seal({ ...open, journal: { ...journal, ...(fiscal ? { fiscal } : {}) } }, key);
      const stored = await writer.write('sales', record);
      this.#tips.take(stored);
      if (draftIdOf(stored) !== sale.id) continue;
      if (isInJournal(stored)) keepIfPossible(keep, this.#hintKey, JSON.stringify(knownOf(stored)));
      return stored;
    }
  }

  /** The next place in this till's series; a new series where there is none, or where its last records are lost. */
  async #next(tillId: string): Promise<NextPlace> {
    const own = await this.#series(tillId);
    const tip = this.#tips.of(own);
    if (tip) return placeAfter(tip);
    const hint = this.#hint;
    const before = this.#parts.ledger
      .documents('sales')
      .filter(each => each.tillId === tillId && !isInJournal(each));
    return openingPlace(own, hint?.series === own ? undefined : hint, before);
  }

  async #series(tillId: string): Promise<string> {
    const { marks, newId } = this.#parts;
    const held = await marks.get<OwnSeries>(markId.series);
    if (held?.tillId === tillId && (await this.#isWhole(held.series))) return held.series;
    const fresh = { series: seriesFrom(newId()), tillId };
    // Another tab may have begun a series since: that one counts.
    const mark = await marks.change<OwnSeries>(markId.series, now =>
      now === undefined || now.series === held?.series ? fresh : now,
    );
    const { series } = mark.body as OwnSeries;
    this.#checked = series;
    return series;
  }

  /**
   * Whether the last record of a series that this browser remembers is stored. If it is lost, or has left the till, its
   * number must not be given out again: the server has it, or may.
   */
  async #isWhole(series: string): Promise<boolean> {
    if (this.#checked === series) return true;
    if (this.#parts.ledger.retiredUpTo(series) > (this.#tips.of(series)?.number ?? 0)) return false;
    const hint = this.#hint;
    if (hint?.series === series && hint.number > (this.#tips.of(series)?.number ?? 0)) {
      const last = await this.#parts.stored(idAt(hint));
      if (!last) return false;
      this.#tips.take(last);
    }
    this.#checked = series;
    return true;
  }

  get #hint(): KnownPlace | undefined {
    const text = this.#parts.keep.get(this.#hintKey);
    const read = text === undefined ? undefined : (readJson(text) as Partial<KnownPlace> | undefined);
    const isOne = typeof read?.series === 'string' && /^[a-z2-7]{10}$/.test(read.series);
    return isOne && Number.isSafeInteger(read?.number) && Number(read?.number) > 0
      ? (read as KnownPlace)
      : undefined;
  }

  get #hintKey(): string {
    return `${this.#parts.name}-journal`;
  }
}

function knownOf({ journal: { series, number } }: JournalRecord): KnownPlace {
  return { series, number };
}

/** The sale with its personal data apart, as journals have it. */
function apart(sale: Sale, salt: string): Omit<Unsealed, 'journal'> {
  const { customerId = null, note = null, ...rest } = sale;
  const lineNotes = sale.lines.flatMap(line =>
    line.note == null ? [] : [{ lineId: line.id, note: line.note }],
  );
  const lines = sale.lines.map(({ note: _note, ...line }) => line);
  return { ...rest, lines, details: { salt, customerId, note, lineNotes } };
}
