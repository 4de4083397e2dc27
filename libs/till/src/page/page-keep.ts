import type { Keep } from '../browser/keep.ts';

/** Values by their keys; undefined: removed. */
export type KeptValues = readonly (readonly [key: string, value: string | undefined])[];

/** What a page does for the values of its worker. */
export interface PageKeep {
  /**
   * Keeps these values, in their order. Answers the keys that the browser refused to keep, and all values that differ
   * from what the worker knew when it sent this: other tabs write too.
   */
  exchange(written: KeptValues): Promise<{ readonly refused: readonly string[]; readonly news: KeptValues }>;
}

/** The values of one till, kept by a page for its worker: a worker has no localStorage. */
export class KeepServer implements PageKeep {
  readonly #keep: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  readonly #prefix: string;
  /** What the worker was told, or wrote. */
  readonly #told = new Map<string, string>();

  constructor(keep: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>, prefix: string) {
    this.#keep = keep;
    this.#prefix = prefix;
  }

  async exchange(written: KeptValues): Promise<{ refused: readonly string[]; news: KeptValues }> {
    const refused = written.filter(([key, value]) => !this.#write(key, value)).map(([key]) => key);
    return { refused, news: this.news() };
  }

  /** What differs from what the worker was told; it counts as told from now on. */
  news(): KeptValues {
    const now = new Map(this.#all());
    const gone = [...this.#told.keys()].filter(key => !now.has(key)).map(key => [key, undefined] as const);
    const other = [...now].filter(([key, value]) => this.#told.get(key) !== value);
    for (const [key] of gone) this.#told.delete(key);
    for (const [key, value] of other) this.#told.set(key, value);
    return [...gone, ...other];
  }

  #write(key: string, value: string | undefined): boolean {
    try {
      if (value === undefined) this.#keep.removeItem(key);
      else this.#keep.setItem(key, value);
    } catch {
      // The worker believes that it is kept: it is told what really is.
      this.#told.set(key, value ?? '');
      return false;
    }
    if (value === undefined) this.#told.delete(key);
    else this.#told.set(key, value);
    return true;
  }

  #all(): (readonly [string, string])[] {
    const keys = Array.from({ length: this.#keep.length }, (_, n) => this.#keep.key(n) ?? '');
    return keys
      .filter(key => key.startsWith(this.#prefix))
      .flatMap(key => {
        const value = this.#keep.getItem(key);
        return value === null ? [] : [[key, value] as const];
      });
  }
}

/** A value was written, and the browser refused to keep it. */
class NotKept extends Error {
  override readonly name = 'NotKept';
}

/**
 * The values in a worker: read from a copy, written to the copy at once and to the page's a moment later. `caughtUp`
 * waits for that, and for what other tabs wrote.
 */
export class WorkerKeep implements Keep {
  readonly #page: PageKeep;
  readonly #values = new Map<string, string>();
  #written: [string, string | undefined][] = [];
  #exchanging: Promise<readonly string[]> | undefined;

  constructor(page: PageKeep, values: KeptValues) {
    this.#page = page;
    this.take(values);
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: string): void {
    this.#write(key, value);
  }

  remove(key: string): void {
    this.#write(key, undefined);
  }

  /** Takes what another tab wrote. What was written here and is not kept yet stands. */
  take(news: KeptValues): void {
    const own = new Set(this.#written.map(([key]) => key));
    for (const [key, value] of news) if (!own.has(key)) this.#put(key, value);
  }

  async caughtUp(): Promise<void> {
    // One that began before this call may have been answered before another tab wrote.
    await this.#exchanging?.catch(() => undefined);
    const refused = await this.#exchange();
    if (refused.length > 0) throw new NotKept(`The browser did not keep ${refused.join(', ')}.`);
  }

  #write(key: string, value: string | undefined): void {
    this.#put(key, value);
    this.#written.push([key, value]);
    // All that is written in one go crosses together.
    queueMicrotask(() => {
      if (this.#written.length > 0 && !this.#exchanging) void this.#exchange().catch(() => undefined);
    });
  }

  #exchange(): Promise<readonly string[]> {
    return (this.#exchanging ??= this.#exchangeAll().finally(() => (this.#exchanging = undefined)));
  }

  async #exchangeAll(): Promise<readonly string[]> {
    const refused: string[] = [];
    do {
      const written = this.#written;
      this.#written = [];
      const answer = await this.#page.exchange(written);
      refused.push(...answer.refused);
      this.take(answer.news);
    } while (this.#written.length > 0);
    return refused;
  }

  #put(key: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}
