import type { JournalEntry, Sale, SaleDetails } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { sha256Of } from './hash.ts';
import { recordId, seal, type JournalRecord } from './seal.ts';
import { makeKeyPair, tillKeyOf, type TillKey } from './till-key.ts';

export { aServerKey, redactionsOf } from './testing-redactions.ts';

const keys = new Map<string, Promise<TillKey>>();

/** A real till key. The same name has the same key while the process lives. */
export function aTillKey(name = 'till-aaaa'): Promise<TillKey> {
  const known = keys.get(name) ?? makeKeyPair().then(pair => tillKeyOf(pair));
  keys.set(name, known);
  return known;
}

/** The place of a record in a journal, where it is not the first of the series `aaaaaaaaaa`. */
export type PlaceInJournal = Partial<
  Pick<JournalEntry, 'series' | 'number' | 'previous' | 'opens' | 'draftId' | 'clockCorrection'>
> & { readonly salt?: string };

/**
 * A sale as a till with this key seals it. The customer, the note and the notes of lines become its details. Without a
 * place it is the first of its series. A later number without `previous` follows a record that does not exist.
 */
export async function aSealedSale(
  change: Partial<Sale>,
  key: TillKey,
  place: PlaceInJournal = {},
): Promise<JournalRecord> {
  const { series = 'aaaaaaaaaa', number = 1, clockCorrection = 0 } = place;
  const id = recordId(series, number);
  const { customerId, note, details: given, lines, journal: _journal, ...rest } = aSale(change);
  const lineNotes = lines.flatMap(each => (each.note ? [{ lineId: each.id, note: each.note }] : []));
  const salt = place.salt ?? sha256Of(id).slice(0, 22);
  const details: SaleDetails = given ?? {
    salt,
    customerId: customerId ?? null,
    note: note ?? null,
    lineNotes,
  };
  return seal(
    {
      ...rest,
      lines: lines.map(({ note: _note, ...line }) => line),
      details,
      journal: {
        kind: 'sale',
        series,
        number,
        previous: place.previous ?? (number === 1 ? null : sha256Of(recordId(series, number - 1))),
        draftId: place.draftId ?? `draft-${id}`,
        clockCorrection,
        ...(number === 1 ? { opens: place.opens ?? nothingBefore } : {}),
      },
    },
    key,
  );
}

/** What the first record of a till's first series says: no sales before it, and no series. */
export const nothingBefore: NonNullable<JournalEntry['opens']> = {
  before: { count: 0, digest: sha256Of('[]') },
  last: null,
};

/** The first `n` records of a series, each after the one before, with a receipt number each. */
export async function aJournal(
  n: number,
  key: TillKey,
  place: Pick<PlaceInJournal, 'series' | 'opens'> = {},
  change: Partial<Sale> = {},
): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (let number = 1; number <= n; number++) {
    const receiptNumber = `A-${String(number).padStart(6, '0')}`;
    const previous = records.at(-1)?.journal.hash ?? null;
    records.push(await aSealedSale({ receiptNumber, ...change }, key, { ...place, number, previous }));
  }
  return records;
}
