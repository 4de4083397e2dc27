import { recordId } from '../seal.ts';
import { signatureCheck, type PublicKey, type SignatureCheck } from '../till-key.ts';
import type { Defect, Finding } from '../verify/report.ts';
import {
  isRedaction,
  redactionHash,
  redactionText,
  type LastPlace,
  type RedactionRecord,
} from './redaction.ts';

/** Public keys of a shop's server, by their ids. */
export type ServerKeys = ReadonlyMap<string, PublicKey>;

/** A series of redaction records, as far as it was there. */
export interface RedactionSeries {
  readonly series: string;
  readonly first: number;
  readonly last: number;
  readonly records: number;
}

/** What redaction records say, and what is wrong with them. */
export interface RedactionsReport {
  readonly records: number;
  readonly series: readonly RedactionSeries[];
  readonly findings: readonly Finding[];
  /** The ids of records that a proven redaction record names. */
  readonly named: ReadonlySet<string>;
}

interface Series {
  readonly series: string;
  readonly keyId: string;
  readonly first: number;
  last: number;
  hash: string;
  records: number;
}

/**
 * Follows the redaction records of a shop's server, in their order. Remembers the ids that they name: what is not proven
 * names none.
 */
export class RedactionWalk {
  readonly #keys: ServerKeys;
  readonly #shop: string | undefined;
  readonly #crypto: Crypto;
  readonly #checks = new Map<string, Promise<SignatureCheck>>();
  readonly #series = new Map<string, Series>();
  readonly #findings: Finding[] = [];
  readonly #named = new Set<string>();
  #now: Series | undefined;
  #records = 0;

  constructor(keys: ServerKeys, shop?: string, crypto: Crypto = globalThis.crypto) {
    this.#keys = keys;
    this.#shop = shop;
    this.#crypto = crypto;
  }

  /** The next record; `line` is that of its file, or its place in a list. */
  async add(value: unknown, line: number): Promise<void> {
    this.#records++;
    if (!isRedaction(value, this.#shop)) {
      this.#findings.push({ kind: 'not-a-record', about: 'it is no redaction record of this shop', line });
      return;
    }
    const { series, number } = value.journal;
    const content = contentDefects(value);
    const defects = [...content, ...(await this.#signatureDefects(value))];
    if (defects.length === 0) for (const id of value.records) this.#named.add(id);
    for (const each of [...this.#place(value), ...defects])
      this.#findings.push({ id: value.id, series, number, line, ...each });
  }

  report(): RedactionsReport {
    return {
      records: this.#records,
      series: [...this.#series.values()].map(({ series, first, last, records }) => ({
        ...{ series, first, last, records },
      })),
      findings: this.#findings,
      named: this.#named,
    };
  }

  #place({ journal }: RedactionRecord): readonly (Defect & Partial<Finding>)[] {
    const { series, number, previous, hash, keyId } = journal;
    const now = this.#now;
    if (now?.series !== series) return this.#begin(journal);
    if (number <= now.last)
      return [{ kind: 'unsorted', about: `redaction record ${number} comes after ${now.last}` }];
    const found: (Defect & Partial<Finding>)[] = gap(now.last + 1, number - 1);
    if (number === now.last + 1 && previous !== now.hash)
      found.push({ kind: 'broken', about: 'the redaction record does not follow the one before it' });
    if (keyId !== now.keyId)
      found.push({ kind: 'forged', about: 'another key signed the redaction record than those before it' });
    Object.assign(now, { last: number, hash, records: now.records + 1 });
    return found;
  }

  #begin({
    series,
    number,
    opens,
    hash,
    keyId,
  }: RedactionRecord['journal']): readonly (Defect & Partial<Finding>)[] {
    const before = this.#now;
    if (this.#series.has(series))
      return [{ kind: 'unsorted', about: `the redaction series ${series} goes on after another one` }];
    this.#now = { series, keyId, first: number, last: number, hash, records: 1 };
    this.#series.set(series, this.#now);
    if (number > 1) return gap(1, number - 1);
    return opens ? tailDefects(before, opens.last) : [];
  }

  async #signatureDefects({ journal }: RedactionRecord): Promise<readonly Defect[]> {
    const { keyId, hash, signature } = journal;
    const key = this.#keys.get(keyId);
    if (!key) return [{ kind: 'unknown-key', about: `there is no server’s key ${keyId} to check it with` }];
    const check = this.#checks.get(keyId) ?? signatureCheck(key, this.#crypto);
    this.#checks.set(keyId, check);
    if (await (await check)(redactionText(hash), signature)) return [];
    return [{ kind: 'forged', about: 'the signature is not that of the server' }];
  }
}

function contentDefects(record: RedactionRecord): readonly Defect[] {
  const { series, number, previous, opens, hash } = record.journal;
  const defects: Defect[] = [];
  if (redactionHash(record) !== hash)
    defects.push({ kind: 'changed', about: 'the redaction record is not what its hash was made of' });
  if (record.id !== recordId(series, number))
    defects.push({ kind: 'misnamed', about: `its id is ${record.id}, not ${recordId(series, number)}` });
  if ((number === 1) !== (previous === null) || (number === 1) !== (opens !== undefined))
    defects.push({
      kind: 'broken',
      about: 'the first redaction record alone has none before it, and opens a series',
    });
  return defects;
}

function gap(number: number, last: number): (Defect & Partial<Finding>)[] {
  if (last < number) return [];
  const about = 'there is no redaction record with this number';
  return [{ kind: 'missing', about, number, ...(last === number ? {} : { last }) }];
}

/** What a series that opens says of the one before it. */
function tailDefects(
  before: Series | undefined,
  last: LastPlace | null,
): readonly (Defect & Partial<Finding>)[] {
  if (last === null)
    return before ? [{ kind: 'broken', about: 'it is not the first series of redaction records' }] : [];
  if (before?.series !== last.series)
    return [{ kind: 'missing', about: 'the redaction series before it is not there', ...last }];
  if (before.last === last.number) return [];
  if (before.last > last.number)
    return [{ kind: 'broken', about: `it opens after number ${last.number} of ${last.series}` }];
  const about = `the server had written redaction records up to number ${last.number}`;
  return [{ kind: 'lost-tail', about, series: last.series, number: before.last + 1, last: last.number }];
}
