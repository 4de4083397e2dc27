/** A place for small values that outlive a reload. */
export interface Keep {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /**
   * Resolves when what was written here is kept, and what other tabs wrote until now is read here. Rejects where a write
   * was refused. Absent where a value is kept when `set` returns, and read when `get` is called.
   */
  caughtUp?(): Promise<void>;
}
