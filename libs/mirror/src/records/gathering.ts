import { StoreError } from '../contract/store-error.ts';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores items that arrive together in one write, since a disk takes as long for one as for many. Each caller's promise
 * settles when its own item is stored. A write takes the items of the same turn of the event loop, and those that came
 * during the previous write: a lone caller waits for no other.
 */
export class Gathering<T, R> {
  readonly #store: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #weigh: (item: T) => number;
  readonly #most: number;
  #waiting: Waiting<T, R>[] = [];
  #running = false;

  /** One write takes items up to a total weight, or one item; the rest waits for the next write. */
  constructor(
    store: (items: readonly T[]) => Promise<readonly R[]>,
    { weigh = () => 1, most = Infinity }: { weigh?: (item: T) => number; most?: number } = {},
  ) {
    this.#store = store;
    this.#weigh = weigh;
    this.#most = most;
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      // Requests that the event loop has yet to read in this turn come first.
      await new Promise(resolve => setImmediate(resolve));
      await this.#write(this.#waiting.splice(0, this.#fitting()));
    }
    this.#running = false;
  }

  /** How many waiting items go into one write, first come, first served. */
  #fitting(): number {
    let weight = 0;
    const beyond = this.#waiting.findIndex(
      ({ item }, place) => (weight += this.#weigh(item)) > this.#most && place > 0,
    );
    return beyond === -1 ? this.#waiting.length : beyond;
  }

  async #write(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.#store(batch.map(each => each.item));
      for (const [n, { resolve }] of batch.entries()) resolve(results[n] as R);
    } catch (error) {
      // An item that cannot be stored does not fail the others, unless nothing can be stored.
      if (batch.length === 1 || error instanceof StoreError) for (const { reject } of batch) reject(error);
      else for (const each of batch) await this.#write([each]);
    }
  }
}

/**
 * Gathers the items of each shop for themselves where other processes write too: a transaction that locked two shops could
 * wait for one that locked them in the other order. Where there is one writer anyway, all share a write.
 */
export class ShopGatherings<T extends { readonly shop: string }, R> {
  readonly #begin: () => Gathering<T, R>;
  readonly #isApart: boolean;
  readonly #byShop = new Map<string, Gathering<T, R>>();

  constructor(isApart: boolean, ...options: ConstructorParameters<typeof Gathering<T, R>>) {
    this.#isApart = isApart;
    this.#begin = () => new Gathering(...options);
  }

  add(item: T): Promise<R> {
    const key = this.#isApart ? item.shop : '';
    const own = this.#byShop.get(key) ?? this.#begin();
    this.#byShop.set(key, own);
    return own.add(item);
  }
}
