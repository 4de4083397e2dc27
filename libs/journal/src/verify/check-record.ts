import { documentDefect, documentFits, type JournalEntry, type Sale } from '@tidemark/schema';
import { detailsDefect, hashOf, isInJournal, recordId, signedText, type JournalRecord } from '../seal.ts';
import { signatureCheck, type SignatureCheck } from '../till-key.ts';
import type { Defect, JournalKey, Keys } from './report.ts';

/** Where a record says that it stands. What does not fit its schema has a place without the rest. */
export type Place = Pick<JournalEntry, 'series' | 'number'> &
  Partial<Pick<JournalEntry, 'previous' | 'hash' | 'keyId' | 'opens'>> & { readonly tillId?: string };

/** One thing of a list, looked at by itself. */
export type Checked =
  | { readonly kind: 'nothing'; readonly defects: readonly Defect[] }
  | { readonly kind: 'unsigned'; readonly sale: Sale; readonly isDespiteKey: boolean }
  | {
      readonly kind: 'record';
      readonly place: Place;
      readonly defects: readonly Defect[];
      /** Absent: it does not fit its schema. */
      readonly record?: JournalRecord;
      /** Its content is what its till signed. */
      readonly isProven: boolean;
    };

/** Checks records one by one: all that needs no other record. */
export class RecordCheck {
  readonly #keys: Keys;
  readonly #crypto: Crypto;
  /** A cache: reading a key takes longer than using it. */
  readonly #checks = new Map<string, Promise<SignatureCheck>>();

  constructor(keys: Keys, crypto: Crypto) {
    this.#keys = keys;
    this.#crypto = crypto;
  }

  async check(value: unknown, shop?: string): Promise<Checked> {
    if (!fits(value)) return unfit(value);
    if (shop !== undefined && value.shop !== shop)
      return { kind: 'nothing', defects: [notRecord(`it is a record of ${value.shop}`)] };
    if (!isInJournal(value))
      return { kind: 'unsigned', sale: value, isDespiteKey: isDespiteKey(value, this.#keys) };
    const content = contentDefect(value);
    const signature = await this.#signatureDefect(value);
    const defects = [content, signature, ...formDefects(value)].filter(each => each !== undefined);
    return {
      kind: 'record',
      place: { ...value.journal, tillId: value.tillId },
      ...{ defects, record: value, isProven: !content && !signature },
    };
  }

  async #signatureDefect(record: JournalRecord): Promise<Defect | undefined> {
    const { keyId, hash, signature } = record.journal;
    const known = this.#keys.get(keyId);
    if (!known) return { kind: 'unknown-key', about: `there is no key ${keyId} to check it with` };
    if (known.tillId !== record.tillId)
      return {
        kind: 'forged',
        about: `it names till ${record.tillId}, and the key is that of ${known.tillId}`,
      };
    const check = await this.#checkOf(keyId, known);
    if (await check(signedText(hash), signature)) return undefined;
    return { kind: 'forged', about: `the signature is not that of till ${record.tillId}` };
  }

  #checkOf(keyId: string, { key }: JournalKey): Promise<SignatureCheck> {
    const check = this.#checks.get(keyId) ?? signatureCheck(key, this.#crypto);
    this.#checks.set(keyId, check);
    return check;
  }
}

function fits(value: unknown): value is Sale {
  return typeof value === 'object' && value !== null && documentFits('sales', value);
}

/** A thing that fits no schema still takes its number, so that it is not missed as well. */
function unfit(value: unknown): Checked {
  const defects = [notRecord(defectOf(value))];
  const { series, number, hash } = ((value as Partial<Sale> | null)?.journal ?? {}) as Partial<JournalEntry>;
  const isPlace =
    typeof series === 'string' &&
    /^[a-z2-7]{10}$/.test(series) &&
    Number.isSafeInteger(number) &&
    Number(number) > 0;
  if (!isPlace) return { kind: 'nothing', defects };
  return {
    kind: 'record',
    place: { series, number: Number(number), ...(typeof hash === 'string' ? { hash } : {}) },
    ...{ defects, isProven: false },
  };
}

function defectOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no JSON object';
  try {
    return documentDefect('sales', value) ?? 'it is no record';
  } catch (error) {
    // Nested more deeply than a stack holds.
    if (error instanceof RangeError) return 'it is nested too deeply';
    throw error;
  }
}

function notRecord(about: string): Defect {
  return { kind: 'not-a-record', about };
}

function contentDefect(record: JournalRecord): Defect | undefined {
  if (hashOf(record) === record.journal.hash) return undefined;
  return { kind: 'changed', about: 'its content is not what its hash was made of' };
}

/** What a till cannot have written, if its content is what it signed. */
function formDefects(record: JournalRecord): readonly Defect[] {
  const { series, number, previous, opens } = record.journal;
  const defects: Defect[] = [];
  const expected = recordId(series, number);
  if (record.id !== expected)
    defects.push({ kind: 'misnamed', about: `its id is ${record.id}, not ${expected}` });
  if ((number === 1) !== (previous === null) || (number === 1) !== (opens !== undefined))
    defects.push({ kind: 'broken', about: 'the first record alone has none before it, and opens a series' });
  const details = detailsDefect(record);
  if (details !== undefined) defects.push({ kind: 'details-changed', about: details });
  return defects;
}

function isDespiteKey(sale: Sale, keys: Keys): boolean {
  for (const { tillId, enrolledAt } of keys.values())
    if (tillId === sale.tillId) return enrolledAt !== undefined && Date.parse(sale.createdAt) > enrolledAt;
  return false;
}
