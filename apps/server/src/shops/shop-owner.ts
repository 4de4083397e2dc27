import type { Connection, Connections, Lease, MirrorStore } from '@tidemark/mirror';
import { planOwnership } from './ownership-plan.ts';
import { canServeTogether } from './secrets-mark.ts';
import type { ShopRuntimes } from './shop-runtimes.ts';

/** How long leases hold, in milliseconds, and how they are kept. */
export interface LeaseTimes {
  /** From the last renewal until another process may take a shop. */
  readonly leaseMs: number;
  /** Between two renewals. */
  readonly renewMs: number;
  /** After this long without a renewal the process gives its shops up by itself. */
  readonly giveUpMs: number;
}

/** The times that follow from how long a lease holds. */
export function leaseTimes(leaseMs: number): LeaseTimes {
  return { leaseMs, renewMs: leaseMs / 3, giveUpMs: (leaseMs * 2) / 3 };
}

/** Nobody else can have the store: leases do not end before the process does. */
const forEver = 100 * 365 * 86_400_000;

interface OwnerParts {
  readonly store: Pick<MirrorStore, 'leases' | 'signals' | 'isShared' | 'watch'> & {
    readonly connections: Pick<Connections, 'of'>;
  };
  readonly runtimes: Pick<ShopRuntimes, 'begin' | 'end'>;
  /** The shops that are to be served. */
  readonly wanted: () => Promise<readonly Connection[]>;
  /** The name of this process: no other ever has it. */
  readonly holder: string;
  /** A mark of the secrets that all processes must share. */
  readonly secrets: string;
  readonly newToken: () => string;
  readonly times: LeaseTimes;
  /** Milliseconds that only go forward, also while the process is stopped. */
  readonly uptime: () => number;
  /** Asks another process to start a shop anew. */
  readonly askOwner: (shop: string) => void;
  /** Called with what went wrong while looking; it looks again. */
  readonly onTrouble: (error: unknown) => void;
  readonly onChange?: (change: { readonly shop: string; readonly what: 'taken' | 'given' | 'lost' }) => void;
}

/** Why a process looks who owns what: it starts, its time has come, or another process told of a change. */
type Look = 'first' | 'regular' | 'told';

interface Held {
  readonly lease: Lease;
  /** Announces what other processes commit to the shop. */
  readonly watching: Disposable;
  /** What was last known of its connection: another one starts it anew. */
  mark: string;
}

/** A lease has surely ended this long after its end, in milliseconds. */
const shortlyMs = 20;

/** Processes whose secrets differ cannot serve the same tills. */
const otherSecrets =
  'Another server of this database has another SESSION_SECRET or ENCRYPTION_KEY: set both to the same on all of them.';

/**
 * [A99] Keeps this process the owner of its shops, by leases that it renews: what runs for a shop runs only meanwhile. It gives a
 * shop up by itself when it could not renew the lease for so long that another process may soon take it, and takes those
 * that nobody owns.
 */
export class ShopOwner implements AsyncDisposable {
  readonly #parts: OwnerParts;
  readonly #held = new Map<string, Held>();
  /** Tokens of leases that are given up once what ran for their shops has ended. */
  readonly #ending = new Set<string>();
  /** Beginnings and ends of what runs: no renewal waits for them. */
  readonly #underWay = new Set<Promise<void>>();
  #known: ReadonlyMap<string, Connection> = new Map();
  #free: ReadonlySet<string> = new Set();
  #renewedAt: number;
  readonly #unlisten: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** The look at the moment when the first lease of others ends, if it is before the next regular one. */
  #lookAtEnd: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;
  #isLooking = false;
  #others = 0;

  constructor(parts: OwnerParts) {
    this.#parts = parts;
    this.#renewedAt = parts.uptime();
    this.#unlisten = parts.store.signals.on('owners', () => void this.#lookAs('told'));
  }

  /**
   * Takes what is free and starts it; resolves when that has begun.
   * @throws Error where processes do not share their secrets.
   */
  async start(): Promise<void> {
    await this.#look('first');
    this.#parts.store.signals.tell('owners');
    await Promise.all(this.#underWay);
    this.#timer = setInterval(() => {
      // A store that does not answer is asked once. A process that was late itself asks first: nobody may have taken its shops.
      if (this.#isLooking) this.#giveUpIfLate(this.#parts.times.leaseMs);
      else void this.look();
    }, this.#parts.times.renewMs);
  }

  /** The lease of a shop of this process. */
  leaseOf(shop: string): Lease | undefined {
    return this.#held.get(shop)?.lease;
  }

  /** Whether this process may act for a shop: the last renewal is not so long ago that another may have it. */
  owns(shop: string): boolean {
    const { store, times, uptime } = this.#parts;
    return this.#held.has(shop) && (!store.isShared || uptime() - this.#renewedAt < times.giveUpMs);
  }

  /** Whether a shop is one of those that are served, by whichever process. */
  async serves(shop: string): Promise<boolean> {
    if (this.#held.has(shop) || this.#known.has(shop)) return true;
    // One that was connected just now, by another process.
    const { wanted } = this.#parts;
    if ((await this.#parts.store.connections.of(shop)) === undefined) return false;
    return (await wanted()).some(each => each.shop === shop);
  }

  /** Whether a shop is served by another process, as far as is known. */
  isElsewhere(shop: string): boolean {
    return !this.#held.has(shop) && this.#known.has(shop);
  }

  /** How many other processes live. */
  get others(): number {
    return this.#others;
  }

  /** Starts a shop, or starts it anew with what is stored of it now: here, or where its owner is. */
  async begin(shop: string): Promise<void> {
    await (this.#looking = this.#looking.then(() => this.#begin(shop)).catch(this.#parts.onTrouble));
    await Promise.all(this.#underWay);
  }

  /** Starts all shops of this process anew: what it remembers of them may be wrong. */
  async beginAll(): Promise<void> {
    await this.look();
    for (const shop of this.#held.keys()) this.#meanwhile(this.#parts.runtimes.begin(shop));
    await Promise.all(this.#underWay);
  }

  /** Renews, takes and gives up. Never rejects: it is done again. */
  look(): Promise<void> {
    return this.#lookAs('regular');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#unlisten();
    clearInterval(this.#timer);
    clearTimeout(this.#lookAtEnd);
    await this.#looking;
    for (const shop of [...this.#held.keys()]) this.#meanwhile(this.#end(shop));
    await Promise.all(this.#underWay);
    const { store, holder, onTrouble } = this.#parts;
    await store.leases.leave(holder).catch(onTrouble);
    store.signals.tell('owners');
  }

  #lookAs(kind: Look): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look(kind)).catch(this.#parts.onTrouble);
    return this.#looking;
  }

  async #look(kind: Look): Promise<void> {
    if (this.#isClosed) return;
    const { store, wanted, holder } = this.#parts;
    this.#isLooking = true;
    try {
      await this.#renew(kind === 'first');
      const all = await wanted();
      this.#known = new Map(all.map(each => [each.shop, each]));
      const owned = new Set((await store.leases.holders()).keys());
      const plan = planOwnership({
        ...{ wanted: [...this.#known.keys()], held: [...this.#held.keys()], owned },
        ...{ freeBefore: this.#free, servers: this.#others + 1 },
      });
      this.#free = new Set([...this.#known.keys()].filter(shop => !owned.has(shop)));
      // Whoever gives a shop up tells it: shops move one at a time all the same.
      if (kind !== 'told') for (const shop of plan.give) this.#give(shop);
      await this.#take(plan.take);
      this.#beginChanged();
      await this.#waitForEnd();
    } catch (error) {
      this.#giveUpIfLate(this.#parts.times.giveUpMs);
      throw kind === 'first'
        ? error
        : new Error(`who owns the shops of ${holder} is not known`, { cause: error });
    } finally {
      this.#isLooking = false;
    }
  }

  /** Looks again at the moment when what a process held that died is free: nobody waits for the next regular look. */
  async #waitForEnd(): Promise<void> {
    const { store, holder, times } = this.#parts;
    clearTimeout(this.#lookAtEnd);
    if (!store.isShared || this.#isClosed) return;
    const ms = await store.leases.nextEnd(holder);
    if (ms === undefined || ms > times.renewMs || this.#isClosed) return;
    this.#lookAtEnd = setTimeout(() => void this.#lookAs('told'), ms + shortlyMs);
  }

  /** Renews all leases, and ends what runs for a shop that another process took. */
  async #renew(isFirst: boolean): Promise<void> {
    const { store, holder, secrets, times, uptime, onChange } = this.#parts;
    if (!store.isShared) return;
    const at = uptime();
    const processes = await store.leases.join({ holder, secrets }, times.leaseMs);
    if (isFirst && !processes.every(each => canServeTogether(each.secrets, secrets))) {
      await store.leases.leave(holder);
      throw new Error(otherSecrets);
    }
    this.#others = processes.filter(each => each.holder !== holder).length;
    const renewed = await store.leases.renew(holder, times.leaseMs);
    // What this process gave up by itself while the store did not answer: others may have it.
    for (const lease of renewed)
      if (this.leaseOf(lease.shop)?.token !== lease.token && !this.#ending.has(lease.token))
        await store.leases.give(lease);
    const held = new Map(renewed.map(each => [each.shop, each.token]));
    this.#renewedAt = at;
    for (const [shop, { lease }] of this.#held)
      if (held.get(shop) !== lease.token) {
        onChange?.({ shop, what: 'lost' });
        this.#meanwhile(this.#end(shop));
      }
  }

  async #take(shops: readonly string[]): Promise<void> {
    const { store, holder, newToken, times, onChange } = this.#parts;
    const ms = store.isShared ? times.leaseMs : forEver;
    const taken = await store.leases.take(holder, shops, newToken, ms);
    // Whoever had one of them, and does not know that it ended, looks now.
    if (taken.length > 0) store.signals.tell('owners');
    await Promise.all(
      taken.map(async lease => {
        const { shop } = lease;
        this.#held.set(shop, {
          lease,
          watching: await store.watch(shop),
          mark: markOf(await store.connections.of(shop)),
        });
        onChange?.({ shop, what: 'taken' });
        this.#meanwhile(this.#parts.runtimes.begin(shop));
      }),
    );
  }

  /** Starts those anew whose connections other processes changed. */
  #beginChanged(): void {
    for (const [shop, held] of this.#held) {
      const mark = markOf(this.#known.get(shop));
      if (mark === held.mark) continue;
      held.mark = mark;
      this.#meanwhile(this.#parts.runtimes.begin(shop));
    }
  }

  async #begin(shop: string): Promise<void> {
    if (this.#isClosed) return;
    const connection = await this.#parts.store.connections.of(shop);
    if (connection) this.#known = new Map([...this.#known, [shop, connection]]);
    const held = this.#held.get(shop);
    if (!held) {
      await this.#take([shop]);
      if (!this.#held.has(shop)) this.#parts.askOwner(shop);
      return;
    }
    held.mark = markOf(connection);
    this.#meanwhile(this.#parts.runtimes.begin(shop));
  }

  #give(shop: string): void {
    const { store, onChange } = this.#parts;
    const lease = this.leaseOf(shop);
    if (!lease) return;
    this.#ending.add(lease.token);
    const given = this.#end(shop)
      .then(() => store.leases.give(lease))
      .finally(() => this.#ending.delete(lease.token));
    this.#meanwhile(
      given.then(() => {
        onChange?.({ shop, what: 'given' });
        store.signals.tell('owners');
      }),
    );
  }

  #meanwhile(act: Promise<void>): void {
    const done = act.catch(this.#parts.onTrouble).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async #end(shop: string): Promise<void> {
    const held = this.#held.get(shop);
    this.#held.delete(shop);
    held?.watching[Symbol.dispose]();
    await this.#parts.runtimes.end(shop);
  }

  /** The store did not answer for so long that other processes may take the shops. */
  #giveUpIfLate(ms: number): void {
    const { store, uptime, onChange } = this.#parts;
    if (!store.isShared || uptime() - this.#renewedAt < ms) return;
    for (const shop of [...this.#held.keys()]) {
      onChange?.({ shop, what: 'lost' });
      this.#meanwhile(this.#end(shop));
    }
  }
}

/** What of a connection counts for what runs: not its credentials, which the owner itself renews. */
function markOf(connection: Connection | undefined): string {
  return connection === undefined ? '' : `${connection.connectedAt} ${connection.settings}`;
}
