import type { SessionResponse } from '@tidemark/protocol';
import type { Damage } from '@tidemark/chunklog-storage';
import { formatCheckpoint, type RecordEvent } from '@tidemark/protocol';
import { recordNames } from '@tidemark/schema';
import { Subscription } from 'rxjs';
import { closeAll, openAll } from '../open/closing.ts';
import type { Caches } from '../caches/caches.ts';
import type { Fence } from '../sync/fence.ts';
import { UnsentBackups } from '../records/backup-copy/unsent-backups.ts';
import { Ledger, type LedgerChange } from '../records/marks/ledger.ts';
import { markId } from '../records/marks/marks.ts';
import { RecordStore } from '../records/record-store.ts';
import type { BackupCopy } from '../records/backup-copy/backup-copy.ts';
import { Traffic } from '../records/traffic.ts';
import { ShopSelling } from './shop-selling.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { Shown } from '../first-screen/shown.ts';
import type { Safety } from './selling.ts';
import type { TillStorage } from '../caches/storage.ts';
import type { TillOptions } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';
import type { TillKeys } from '../journal/till-keys.ts';

/** What protects records in this browser; a test gives its own. */
export interface DurabilityOptions {
  readonly backupCopy: BackupCopy | undefined;
  /** Asks the browser not to evict this till; undefined where it cannot be asked. */
  readonly persist: () => Promise<boolean | undefined>;
}

export interface SellingSessionParts {
  readonly name: string;
  readonly options: Required<Pick<TillOptions, 'shop' | 'keep' | 'now' | 'newId' | 'random'>>;
  readonly storage: TillStorage;
  readonly multiInstance: boolean;
  readonly durability: DurabilityOptions;
  readonly wire: Wire;
  readonly shown: Shown;
  readonly session: () => SessionResponse | undefined;
  readonly caches: () => Caches;
  readonly keys: TillKeys;
  readonly clockCorrection: () => number | null;
  /** Whether the server gave the session to the person at the till. */
  readonly isConfirmed: () => boolean;
  /** The till that this browser is, whether or not a person is signed in. */
  readonly tillId: () => string | undefined;
}

/** How long a waiting cashier may wait for news of records. */
const readMs = 3_000;

/**
 * A till's records with everything around them: the store, the backup copy, the traffic to the server, and the writer.
 */
export class SellingSession implements AsyncDisposable {
  readonly selling: ShopSelling;
  readonly #parts: SellingSessionParts;
  readonly #store: RecordStore;
  readonly #ledger: Ledger;
  readonly #unsentBackups: UnsentBackups;
  readonly #following = new Subscription();
  #traffic: Traffic | undefined;
  #leading = new Subscription();

  private constructor(parts: SellingSessionParts, store: RecordStore, ledger: Ledger) {
    this.#parts = parts;
    this.#store = store;
    this.#ledger = ledger;
    this.#unsentBackups = new UnsentBackups(parts.durability.backupCopy, ledger);
    const { catalogue, settings$ } = parts.shown;
    this.selling = new ShopSelling({
      ...parts.options,
      name: parts.name,
      store,
      ledger,
      unsentBackups: this.#unsentBackups,
      wire: parts.wire,
      keys: parts.keys,
      clockCorrection: parts.clockCorrection,
      isConfirmed: parts.isConfirmed,
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

  static async open(parts: SellingSessionParts): Promise<SellingSession> {
    const { name, storage, multiInstance } = parts;
    return openAll(async opened => {
      const store = opened(await RecordStore.open({ name, storage: storage.rx, multiInstance }));
      const sellingSession = opened(new SellingSession(parts, store, await Ledger.open(store)));
      sellingSession.#followLedger();
      sellingSession.#keepUnsent();
      sellingSession.#following.add(
        // Damage that cannot be noted now is found again at the next opening.
        storage.damage$.subscribe(damage => void sellingSession.#learn(damage).catch(() => undefined)),
      );
      await sellingSession.#seekDurability();
      return sellingSession;
    });
  }

  /** From now on this tab sends and reads, as long as `fence` lets it. */
  lead(fence: Fence): void {
    if (this.#traffic) return;
    const { wire, session, options, keys } = this.#parts;
    const traffic = new Traffic({
      store: this.#store,
      ledger: this.#ledger,
      wire,
      shop: options.shop,
      tillId: () => session()?.till.id ?? this.#parts.tillId(),
      isSignedIn: () => session() !== undefined,
      signs: () => keys.isBound,
      random: options.random,
      now: options.now,
      releaseCopies: () => this.#unsentBackups.releaseAll(),
      fence,
    });
    this.#traffic = traffic;
    // Whether this till may send without a session is known once its key is read.
    void keys.own().then(() => session() ?? traffic.retryNow());
    this.#leading = new Subscription();
    this.#leading.add(traffic.provedAt$.subscribe(at => this.selling.provedAt$.next(at)));
    this.#leading.add(traffic.trouble$.subscribe(trouble => this.selling.trouble$.next(trouble)));
    this.#leading.add(this.#ledger.changes$.subscribe(() => void this.#unsentBackups.release()));
  }

  /** From now on another tab sends and reads. */
  follow(): void {
    this.#leading.unsubscribe();
    const traffic = this.#traffic;
    this.#traffic = undefined;
    // Its unfinished work ends at its fence.
    void traffic?.[Symbol.asyncDispose]().catch(() => undefined);
  }

  take(event: RecordEvent): void {
    this.#traffic?.take(event);
  }

  retryNow(): void {
    this.#traffic?.retryNow();
  }

  /** Reads what tills did before a level that may include it. Resolves after the attempt. */
  readBeforeStock(): Promise<void> {
    return this.#traffic?.readBeforeStock(readMs) ?? Promise.resolve();
  }

  /** Compares all records with the server's; answers how many had to be mended; none where another tab does this. */
  check(): Promise<number> {
    return this.#traffic?.check() ?? Promise.resolve(0);
  }

  /** Reads the storage again: this tab may have missed what another tab wrote, and what was stored may be lost. */
  async reread(): Promise<void> {
    await this.#ledger.reread();
    const before = this.selling.broughtBack$.value;
    this.selling.broughtBack$.next(before + (await this.#unsentBackups.reconcile(this.#store)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#following.unsubscribe();
    this.#leading.unsubscribe();
    await closeAll([this.#store, this.#ledger, this.selling, ...(this.#traffic ? [this.#traffic] : [])]);
  }

  async #seekDurability(): Promise<void> {
    const { durability } = this.#parts;
    void durability.persist().then(
      isPersistent => this.selling.isPersistent$.next(isPersistent),
      () => this.selling.isPersistent$.next(false),
    );
    this.selling.broughtBack$.next(await this.#unsentBackups.reconcile(this.#store));
  }

  /**
   * [T37] What the server has of a damaged collection is read again. The rest is in the backup copy, or told as lost.
   */
  async #learn(damage: Damage): Promise<void> {
    if (damage.kind !== 'precious') return;
    const { damaged$ } = this.selling;
    damaged$.next(damaged$.value + damage.damaged.length + damage.missing);
    const name = recordNames.find(each => damage.collection.startsWith(`${each}|`));
    if (name) await this.#ledger.note(markId.place(name), {});
  }

  /** Keeps how much is unsent: a page that has another shop's till open then knows that this one has work. */
  #keepUnsent(): void {
    const { name, options } = this.#parts;
    let kept: number | undefined;
    const keep = ({ unsent }: Safety): void => {
      const count = recordNames.reduce((sum, each) => sum + unsent[each], 0);
      if (count !== kept) keepIfPossible(options.keep, `${name}-unsent`, String(count));
      kept = count;
    };
    this.#following.add(this.selling.safety$.subscribe(keep));
  }

  /** Subtracts sales and moves, sent or not, from what the mirror counts. */
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
      const isGone = !sale && !move && (collection === 'sales' || collection === 'stockMoves');
      if (isGone) this.#stock.forget(id);
      isNews ||= isGone || sale !== undefined || move !== undefined;
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
