import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { ExportedKey, ExportedServerKey, PublicKey, RedactionRecord } from '@tidemark/journal';
import { backupFolder, backupsIn } from '@tidemark/mirror';
import type { Sale } from '@tidemark/schema';

/** A mirror, or a backup of one, that cannot be read. */
export class NoMirror extends Error {
  override readonly name = 'NoMirror';
}

/** The place of a journal record, and where and when it was made. */
export interface RecordEntry {
  readonly id: string;
  readonly series: string;
  readonly number: number;
  readonly tillId: string;
  readonly locationId: string;
  readonly createdAt: string;
}

/** SQLite's glob pattern for the ids of journal records. */
const inJournal = `${'[a-z2-7]'.repeat(10)}-[0-9]*`;

/** The sales that tills have. */
const living = `from document where shop = :shop and collection = 'sales' and scope = '' and deleted = 0`;

/** The sales that have left the tills. */
const retired = `from retired_record where shop = :shop and collection = 'sales'`;

/**
 * The file of a mirror, opened read-only. Reads see one moment, and return records one at a time in the order of an
 * export.
 */
export class MirrorFile implements Disposable {
  /** The file's name without its folder. */
  readonly name: string;
  /** The rows so far that hold no record, by a damaged disk or a manual edit. */
  unreadable = 0;
  readonly #database: DatabaseSync;
  readonly #tables: ReadonlySet<string>;
  /** Statements that read the records under one id: the stored one, then forks, which came later under its number. */
  readonly #under: readonly StatementSync[];

  private constructor(file: string, database: DatabaseSync) {
    this.name = basename(file);
    this.#database = database;
    database.exec('begin');
    const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all();
    this.#tables = new Set(tables.map(({ name }) => String(name)));
    if (!this.#tables.has('document')) throw new NoMirror(`${file} is no mirror`);
    const bodies = this.#stored.map(each => `select body ${each} and id = :id`);
    if (this.#tables.has('journal_fork'))
      bodies.push('select body from journal_fork where shop = :shop and id = :id order by hash');
    this.#under = bodies.map(each => database.prepare(each));
  }

  /**
   * Opens the mirror of a data directory. A running server locks its mirror; then this opens the newest backup instead.
   * @throws NoMirror if there is neither
   */
  static open(dataDir: string): MirrorFile {
    const file = join(dataDir, 'mirror.sqlite');
    if (!existsSync(file)) throw new NoMirror(`there is no mirror in ${dataDir}: --data says where it is`);
    try {
      return MirrorFile.#of(file, file);
    } catch (error) {
      if (codeOf(error) !== busy) throw asNoMirror(error, file);
    }
    const backup = backupsIn(backupFolder(dataDir)).at(-1);
    if (backup === undefined)
      throw new NoMirror(
        `a server is running on ${file}, and it has no backup yet: stop it, or wait for one`,
      );
    try {
      // A backup does not change. Opened as immutable, SQLite writes no file beside it.
      return MirrorFile.#of(backup, new URL(`${pathToFileURL(backup).href}?immutable=1`));
    } catch (error) {
      throw asNoMirror(error, backup);
    }
  }

  static #of(file: string, path: string | URL): MirrorFile {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    try {
      return new MirrorFile(file, database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  shops(): readonly string[] {
    return this.#database
      .prepare('select shop from shop order by shop')
      .all()
      .map(({ shop }) => String(shop));
  }

  /** The public keys of a shop's tills. A mirror of an earlier version has none. */
  tillKeys(shop: string): readonly ExportedKey[] {
    if (!this.#tables.has('till_key')) return [];
    return this.#database
      .prepare(
        'select till_id, key_id, public_key, enrolled_at from till_key where shop = :shop order by till_id',
      )
      .all({ shop })
      .map(({ till_id, key_id, public_key, enrolled_at }) => ({
        tillId: String(till_id),
        keyId: String(key_id),
        key: JSON.parse(String(public_key)) as PublicKey,
        enrolledAt: new Date(Number(enrolled_at)).toISOString(),
      }));
  }

  /** The public keys with which the server signed redaction records. A mirror of an earlier version has none. */
  serverKeys(): readonly ExportedServerKey[] {
    if (!this.#tables.has('server_key')) return [];
    return this.#database
      .prepare('select key_id, public_key from server_key order by key_id')
      .all()
      .map(({ key_id, public_key }) => ({
        ...{ server: true, keyId: String(key_id), key: JSON.parse(String(public_key)) as PublicKey },
      }));
  }

  /** A shop's redaction records, in their order. */
  *redactions(shop: string): Iterable<RedactionRecord> {
    if (!this.#tables.has('redaction_record')) return;
    const bodies = this.#database.prepare(
      'select body from redaction_record where shop = :shop order by place',
    );
    for (const { body } of bodies.iterate({ shop })) {
      const record = objectIn<RedactionRecord>(String(body));
      if (record) yield record;
      else this.unreadable++;
    }
  }

  /** The entries of a shop's journal records, sorted by series and number. */
  *entries(shop: string): Iterable<RecordEntry> {
    for (const id of this.#ids(shop, true))
      for (const { tillId, locationId, createdAt } of this.#recordsUnder(shop, id)) {
        const [series = '', number] = id.split('-');
        yield { id, series, number: Number(number), tillId, locationId, createdAt };
      }
  }

  /** A shop's wanted journal records, sorted by series and number. All records under one number follow each other. */
  *records(shop: string, isWanted: (series: string, number: number) => boolean): Iterable<Sale> {
    for (const id of this.#ids(shop, true)) {
      const [series = '', number] = id.split('-');
      if (isWanted(series, Number(number))) yield* this.#recordsUnder(shop, id);
    }
  }

  /** Sales that are in no journal. */
  *others(shop: string): Iterable<Sale> {
    for (const id of this.#ids(shop, false)) yield* this.#recordsUnder(shop, id);
  }

  /** Where sales are stored. A mirror of an earlier version has no table of sales that left the tills. */
  get #stored(): readonly string[] {
    return this.#tables.has('retired_record') ? [living, retired] : [living];
  }

  /** The ids in order. SQLite sorts only ids, without reading records. */
  *#ids(shop: string, isInJournal: boolean): Iterable<string> {
    const forks = this.#tables.has('journal_fork') ? ['from journal_fork where shop = :shop'] : [];
    const from = isInJournal ? [...this.#stored, ...forks] : this.#stored;
    const all = from
      .map(each => `select id ${each} and id ${isInJournal ? '' : 'not '}glob :like`)
      .join(' union ');
    const order = isInJournal ? 'substr(id, 1, 10), length(id), id' : 'id';
    const ids = `select id from (${all}) order by ${order}`;
    for (const { id } of this.#database.prepare(ids).iterate({ shop, like: inJournal })) yield String(id);
  }

  *#recordsUnder(shop: string, id: string): Iterable<Sale> {
    for (const { body } of this.#under.flatMap(each => each.all({ shop, id }))) {
      const sale = objectIn<Sale>(String(body));
      if (sale) yield sale;
      else this.unreadable++;
    }
  }
}

function objectIn<T extends { readonly id: string }>(body: string): T | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'id' in value ? (value as T) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** SQLite's code for a file that another process has locked: https://sqlite.org/rescode.html#busy */
const busy = 5;

function codeOf(error: unknown): number | undefined {
  const code = (error as { readonly errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

function asNoMirror(error: unknown, file: string): unknown {
  if (codeOf(error) === undefined) return error;
  return new NoMirror(`${file} cannot be read: ${(error as Error).message}`);
}
