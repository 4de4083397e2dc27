import { setTimeout as pause } from 'node:timers/promises';
import { editCart } from '@tidemark/conflict';
import type { Cart, RecordName, Sale } from '@tidemark/schema';
import { aCart, aSale } from '@tidemark/schema/testing';
import type { RxStorage } from 'rxdb';
import { product, shop, SmallShop } from '../small-shop.ts';
import { storages, type StorageName } from '../storages.ts';
import { names, TillDatabase } from '../till-database.ts';
import { bareReplication } from './bare.ts';
import { Faulty } from './faulty.ts';
import { differences, plain } from './judge.ts';
import { Network } from './network.ts';
import type { Step } from './steps.ts';

const own = 'till-aaaa';
const other = 'till-bbbb';
/** A page has three documents, so that even a small shop has several. */
const batchSize = 3;
/** Work that has not settled by then never will. */
const patienceMs = 120_000;

let worlds = 0;

/** A server, a stock RxDB database that follows it through all faults, and another till of the shop. */
export class World implements AsyncDisposable {
  readonly #shop: SmallShop;
  readonly #storage: Faulty;
  readonly #network: Network;
  readonly #name = `world-${++worlds}-${process.pid}`;
  readonly #sold = new Map<string, Sale>();
  /** Runs without the library, to test that the world notices. */
  readonly #isBare: boolean;
  #till: TillDatabase | undefined;
  /** The storage reported success for a write that it did not make: only the digest can notice. */
  #isDeceived = false;
  #written = 0;

  private constructor(small: SmallShop, storage: RxStorage<unknown, unknown>, isBare: boolean) {
    this.#isBare = isBare;
    this.#shop = small;
    this.#storage = new Faulty(storage);
    this.#network = new Network(small.fetch);
  }

  static async open(storage: StorageName, isBare = false): Promise<World> {
    const world = new World(await SmallShop.open(5), storages[storage](), isBare);
    await world.#open();
    return world;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#shop.putProducts([step.which], step.value);
      case 'remove':
        await this.#shop.remove('products', [product(step.which, 0).id]);
        return this.#shop.remove('inventoryLevels', [`9${step.which}@1`]);
      case 'burst':
        return this.#shop.putProducts([1, 2, 3, 4, 5, 6, 7, 8], step.value);
      case 'sell':
        return this.#sell();
      case 'cart':
        return this.#editCart(step.which);
      case 'sell-elsewhere':
        return this.#pushElsewhere('sales', this.#newSale(other));
      case 'cart-elsewhere':
        return this.#pushElsewhere('carts', editedCart(cartOf(step.which), other, ++this.#written));
      case 'wire':
        // An earlier page from the beginning of a collection cannot be told from the right one.
        if (step.how === 'old-page') this.#isDeceived = true;
        return this.#network.bend(step.how);
      case 'storage':
        if (step.how === 'lie' || step.how === 'drop-row') this.#isDeceived = true;
        return this.#storage.arm(step.how);
      case 'new-history':
        return this.#shop.newHistory();
      case 'rebuild':
        return this.#shop.rebuild();
      case 'close':
        return this.#close();
      case 'open':
        return this.#open();
      case 'reload':
        await this.#close();
        return this.#open();
      case 'sync':
        await this.#trying(till => till.connection.sync());
        return;
      case 'verify':
        await this.#trying(till => till.of('products').verify());
        return;
      case 'wait':
        await pause(step.ms);
    }
  }

  /** Ends every fault, and returns what is not equal in the end. */
  async settle(): Promise<string[]> {
    this.#network.mend();
    this.#storage.mend();
    await this.#open();
    const till = this.#till as TillDatabase;
    if (this.#isBare) await till.connection.sync().catch(() => undefined);
    else await inTime(till.connection.sync(), 'the sync');
    const failures: string[] = [];
    let repaired = 0;
    for (const name of names) {
      const verified = await inTime(till.of(name).verify(), `the verification of ${name}`);
      repaired += verified.repaired;
    }
    if (repaired > 0 && !this.#isDeceived)
      failures.push(`the digest found ${repaired} documents that were lost`);
    failures.push(...(await differences(this.#shop, till, this.#sold)));
    for (const row of till.refused) failures.push(`${row.collection} ${row.id} was refused: ${row.message}`);
    return failures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await this.#shop[Symbol.asyncDispose]();
  }

  async #open(): Promise<void> {
    this.#till ??= await this.#opened();
  }

  /** Opens the database; where its storage refuses, tries again, as a person would reload the page. */
  async #opened(tries = 5): Promise<TillDatabase> {
    try {
      return await TillDatabase.open({
        name: this.#name,
        storage: this.#storage.rx,
        fetch: this.#network.fetch,
        session: await this.#shop.session(own),
        batchSize,
        ...(this.#isBare ? { replicate: bareReplication(this.#network.fetch) as never } : {}),
      });
    } catch (error) {
      if (tries === 0) throw error;
      return this.#opened(tries - 1);
    }
  }

  async #close(): Promise<void> {
    const till = this.#till;
    this.#till = undefined;
    if (till) await inTime(till[Symbol.asyncDispose](), 'the closing');
  }

  async #sell(): Promise<void> {
    if (!this.#till) return;
    const sale = this.#newSale(own);
    try {
      await this.#till.collection('sales').insert(sale);
    } catch {
      // A failing read makes RxDB refuse: then nothing was sold.
      return;
    }
    this.#sold.set(sale.id, sale);
  }

  #newSale(tillId: string): Sale {
    const n = ++this.#written;
    return aSale({ id: `sale-${tillId}-${n}`, tillId, receiptNumber: `A-${String(n).padStart(6, '0')}` });
  }

  async #editCart(which: number): Promise<void> {
    await this.#trying(async till => {
      const carts = till.collection('carts');
      const stored = await carts.findOne(cartOf(which).id).exec();
      const n = ++this.#written;
      if (stored) await stored.incrementalModify(cart => editedCart(cart, own, n));
      else await carts.insert(editedCart(cartOf(which), own, n));
    });
  }

  async #pushElsewhere(collection: RecordName, document: object): Promise<void> {
    const { token } = await this.#shop.session(other);
    await this.#shop.fetch(`http://server.test/api/replication/${collection}/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [{ newDocumentState: { ...plain(document), _deleted: false } }] }),
    });
  }

  /** Tries something, and ignores a failure. */
  async #trying(act: (till: TillDatabase) => Promise<unknown>): Promise<void> {
    if (this.#till)
      await inTime(
        act(this.#till).catch(() => undefined),
        'what somebody tried',
      );
  }
}

function cartOf(which: number): Cart {
  return aCart({ id: `cart-000${which}`, tillId: own, shop });
}

function editedCart(cart: Cart, tillId: string, n: number): Cart {
  const item = { ...aSale().lines[0] };
  const { quantity: _q, discounts: _d, amount: _a, taxes: _x, total: _t, note: _n, id: _i, ...sold } = item;
  const lineId = `v${n % 4}`;
  return editCart(
    cart,
    { do: 'add', lineId, item: sold as never, units: 1 + (n % 3) },
    tillId,
    1_000_000 + n,
  );
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      pause(patienceMs, undefined, { signal: late.signal, ref: false }).then(() => {
        throw new Error(`${what} did not end within ${patienceMs / 1000} s`);
      }),
    ]);
  } finally {
    late.abort();
  }
}
