/** One row that came, changed or went: `after` is undefined when it went. */
export interface RowWrite {
  readonly table: string;
  readonly key: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Rows by key. Rows are never changed in place: a change is another row under the same key, and is told. */
export class Table<T extends object> extends Map<string, T> {
  readonly name: string;
  readonly #tell: (write: RowWrite) => void;

  constructor(name: string, tell: (write: RowWrite) => void) {
    super();
    this.name = name;
    this.#tell = tell;
  }

  override set(key: string, row: T): this {
    const before = this.get(key);
    super.set(key, row);
    this.#tell({ table: this.name, key, before, after: row });
    return this;
  }

  override delete(key: string): boolean {
    const before = this.get(key);
    if (before === undefined) return false;
    super.delete(key);
    this.#tell({ table: this.name, key, before, after: undefined });
    return true;
  }

  /** Becomes a copy of another; nobody is told. Rows are shared, since they never change. */
  copy(other: ReadonlyMap<string, T>): void {
    this.clear();
    for (const [key, row] of other) super.set(key, row);
  }

  /** Puts a row back as it was before a write; nobody is told. */
  undo(key: string, before: T | undefined): void {
    if (before === undefined) super.delete(key);
    else super.set(key, before);
  }

  /** Takes these rows in place of all; nobody is told. */
  load(rows: readonly T[], keyOf: (row: T) => string): void {
    this.clear();
    for (const row of rows) super.set(keyOf(row), row);
  }
}
