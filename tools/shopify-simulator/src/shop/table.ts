/** One row that was added, changed or deleted: `before` is undefined when added, `after` when deleted. */
export interface RowWrite {
  readonly table: string;
  readonly key: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Rows by key. Rows are immutable: a change puts another row under the same key and reports the write. */
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

  /** Becomes a copy of another table, without reporting it. Rows are immutable, so both share them. */
  copy(other: ReadonlyMap<string, T>): void {
    this.clear();
    for (const [key, row] of other) super.set(key, row);
  }

  /** Restores a row to its state before a write, without reporting it. */
  undo(key: string, before: T | undefined): void {
    if (before === undefined) super.delete(key);
    else super.set(key, before);
  }

  /** Replaces all rows, without reporting it. */
  load(rows: readonly T[], keyOf: (row: T) => string): void {
    this.clear();
    for (const row of rows) super.set(keyOf(row), row);
  }
}
