import type { SessionResponse } from '@tidemark/protocol';
import type { Damage } from '@tidemark/chunklog-storage';
import { formatCheckpoint, type PromiseEvent } from '@tidemark/protocol';
import { promiseNames } from '@tidemark/schema';
import { Subscription } from 'rxjs';
import { closeAll, openAll } from '../open/closing.ts';
import type { Caches } from '../caches/caches.ts';
import type { Fence } from '../sync/fence.ts';
import { Escrow } from '../records/backup-copy/escrow.ts';
import { Ledger, type LedgerChange } from '../records/marks/ledger.ts';
import { markId } from '../records/marks/marks.ts';
import { PromiseStore } from '../records/record-store.ts';
import type { SecondCopy } from '../records/backup-copy/backup-copy.ts';
import { Traffic } from '../records/traffic.ts';
import { ShopSelling } from './shop-selling.ts';
import type { Shown } from '../first-screen/shown.ts';
import type { TillStorage } from '../caches/storage.ts';
import type { TillOptions } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';

/** What a browser does for promises, and a test in its own way. */
export interface Refuge {
  readonly secondCopy: SecondCopy | undefined;
  /** Asks the browser not to evict this till; undefined where it cannot be asked. */
  readonly persist: () => Promise<boolean | undefined>;
}

export interface SellingDeskParts {
  readonly name: string;
  readonly options: Required<Pick<TillOptions, 'shop' | 'keep' | 'now' | 'newId' | 'random'>>;
  readonly storage: TillStorage;
  readonly multiInstance: boolean;
  readonly refuge: Refuge;
  readonly wire: Wire;
  readonly shown: Shown;
  readonly session: () => SessionResponse | undefined;
  readonly caches: () => Caches;
}

/** How long what a cashier waits for may wait for news of promises. */
const readMs = 3_000;

/** A till's promises with everything around them: where they are, where else, how they travel, and who writes them. */
export class SellingDesk implements AsyncDisposable {
  readonly selling: ShopSelling;
  readonly #parts: SellingDeskParts;
  readonly #store: PromiseStore;
  readonly #ledger: Ledger;
  readonly #escrow: Escrow;
  readonly #following = new Subscription();
  #traffic: Traffic | undefined;
  #leading = new Subscription();

  private constructor(parts: SellingDeskParts, store: PromiseStore, ledger: Ledger) {
    this.#parts = parts;
    this.#store = store;
    this.#ledger = ledger;
    this.#escrow = new Escrow(parts.refuge.secondCopy, ledger);
    const { catalogue, settings$ } = parts.shown;
    this.selling = new ShopSelling({
      ...parts.options,
      name: parts.name,
      store,
      ledger,
      escrow: this.#escrow,
      wire: parts.wire,
      session: parts.session,
      settings: () => settings$.value,
      pricedUnder: async () => {
        const place = await parts.caches().place('products');
        return place ? formatCheckpoint(place) : null;
      },
      available: (item, location) => catalogue.stock.available(item, location),
    });
    parts.shown.giveTo(this.selling);
  }

  static async open(parts: SellingDeskParts): Promise<SellingDesk> {
    const { name, storage, multiInstance } = parts;
    return openAll(async opened => {
      const store = opened(await PromiseStore.open({ name, storage: storage.rx, multiInstance }));
      const desk = opened(new SellingDesk(parts, store, await Ledger.open(store)));
      desk.#followLedger();
      desk.#following.add(
        // What cannot be noted now is found damaged again at the next opening.
        storage.damage$.subscribe(damage => void desk.#learn(damage).catch(() => undefined)),
      );
      await desk.#seekRefuge();
      return desk;
    });
  }

  /** This tab is the one that sends and reads, as long as `fence` lets it. */
  lead(fence: Fence): void {
    if (this.#traffic) return;
    const { wire, session, options } = this.#parts;
    const traffic = new Traffic({
      store: this.#store,
      ledger: this.#ledger,
      wire,
      shop: options.shop,
      tillId: () => session()?.till.id,
      random: options.random,
      fence,
    });
    this.#traffic = traffic;
    this.#leading = new Subscription();
    this.#leading.add(traffic.trouble$.subscribe(trouble => this.selling.trouble$.next(trouble)));
    this.#leading.add(this.#ledger.changes$.subscribe(() => void this.#escrow.release()));
  }

  /** Another tab sends and reads from now on. */
  follow(): void {
    this.#leading.unsubscribe();
    const traffic = this.#traffic;
    this.#traffic = undefined;
    // What it is at ends at its fence.
    void traffic?.[Symbol.asyncDispose]().catch(() => undefined);
  }

  take(event: PromiseEvent): void {
    this.#traffic?.take(event);
  }

  hurry(): void {
    this.#traffic?.hurry();
  }

  /** Resolves when it was tried: a level may have in it what tills did, so their writings are read first. */
  readBeforeStock(): Promise<void> {
    return this.#traffic?.readBeforeStock(readMs) ?? Promise.resolve();
  }

  /**
   * Looks at the storage again: what another tab wrote may have been told to nobody, and what was stored may be lost.
   */
  async reread(): Promise<void> {
    await this.#ledger.reread();
    const before = this.selling.broughtBack$.value;
    this.selling.broughtBack$.next(before + (await this.#escrow.reconcile(this.#store)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#following.unsubscribe();
    this.#leading.unsubscribe();
    await closeAll([this.#store, this.#ledger, this.selling, ...(this.#traffic ? [this.#traffic] : [])]);
  }

  async #seekRefuge(): Promise<void> {
    const { refuge } = this.#parts;
    void refuge.persist().then(
      isPersistent => this.selling.isPersistent$.next(isPersistent),
      () => this.selling.isPersistent$.next(false),
    );
    this.selling.broughtBack$.next(await this.#escrow.reconcile(this.#store));
  }

  /** [T37] What of a collection the server has is read again; what it has not is in the second copy, or told as lost. */
  async #learn(damage: Damage): Promise<void> {
    if (damage.kind !== 'precious') return;
    const { damaged$ } = this.selling;
    damaged$.next(damaged$.value + damage.damaged.length + damage.missing);
    const name = promiseNames.find(each => damage.collection.startsWith(`${each}|`));
    if (name) await this.#ledger.note(markId.place(name), {});
  }

  /** Sales and moves, sent or not, are taken off what the mirror counts. */
  #followLedger(): void {
    for (const sale of this.#ledger.documents('sales')) this.#stock.setSale(sale);
    for (const move of this.#ledger.documents('stockMoves')) this.#stock.setMove(move);
    this.#setHeld();
    this.#following.add(this.#ledger.changes$.subscribe(changes => this.#restock(changes)));
  }

  #restock(changes: readonly LedgerChange[]): void {
    let isNews = false;
    for (const { collection, id } of changes) {
      const sale = collection === 'sales' ? this.#ledger.document('sales', id) : undefined;
      const move = collection === 'stockMoves' ? this.#ledger.document('stockMoves', id) : undefined;
      if (sale) this.#stock.setSale(sale);
      if (move) this.#stock.setMove(move);
      isNews ||= sale !== undefined || move !== undefined;
    }
    if (this.#setHeld() || isNews) this.#parts.shown.catalogue.restocked();
  }

  #setHeld(): boolean {
    const held = { sales: this.#ledger.place('sales'), stockMoves: this.#ledger.place('stockMoves') };
    return this.#stock.setHeld(held, this.#ledger.epoch);
  }

  get #stock() {
    return this.#parts.shown.catalogue.stock;
  }
}
