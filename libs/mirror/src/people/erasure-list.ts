import { existsSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import type { Erasure } from '../contract/privacy.ts';
import { writingTogether } from '../documents/shop-lock.ts';
import type { Tables } from '../tables.ts';
import { storeNotice } from '../webhooks/sql-inbox.ts';
import { eraseShopRows, goneMark } from './erase-shop.ts';
import type { Rewrites } from './rewriting.ts';
import { erasedAmong, keyOf, rememberErased } from './erased.ts';

/** An erasure as the list has it: ids alone. */
interface ListedErasure extends Erasure {
  readonly shop: string;
}

/** All erasures that were asked for, kept outside of the mirror: a mirror that is restored from a copy lacks them. */
export interface ErasureList {
  /** Resolves when the disk has it. */
  add(erasure: ListedErasure): Promise<void>;
  all(): readonly ListedErasure[];
  /** Notes that all of the shop was erased, and forgets whose data. */
  forgetShop(shop: string): Promise<void>;
  /** Notes that an erased shop is connected anew at this time; another shop is not noted. */
  shopIsBack(shop: string, at: number): Promise<void>;
  /**
   * Shops that were erased, by `goneMark`, each with the time from which it is served again. What a mirror has of a
   * shop that was connected earlier is to be erased.
   */
  goneShops(): ReadonlyMap<string, number>;
}

/** Where a mirror's list is. */
function erasureFile(file: string): string {
  return `${file}-erasures.jsonl`;
}

/** The list beside a mirror; a mirror in memory has none. */
export function erasureListOf(file: string): ErasureList {
  return file === ':memory:' ? noErasures : new ErasuresInFile(erasureFile(file));
}

/**
 * Takes the erasures of another mirror's list into one's own, for a mirror that moves. Of a shop whose data were erased,
 * the other list knows later than one's own whether it came back.
 */
export async function takeErasures(from: string, to: string): Promise<void> {
  if (from !== ':memory:' && to !== ':memory:')
    await new ErasuresInFile(erasureFile(to)).take(new ErasuresInFile(erasureFile(from)));
}

const noErasures: ErasureList = {
  add: async () => undefined,
  all: () => [],
  forgetShop: async () => undefined,
  shopIsBack: async () => undefined,
  goneShops: () => new Map(),
};

/** JSON lines, appended and flushed to the disk one by one. Half a line, as a killed process leaves it, is passed over. */
class ErasuresInFile implements ErasureList {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async add({ shop, customerId, orderIds, at }: ListedErasure): Promise<void> {
    const orders = [...orderIds].sort();
    const isKnown = this.all().some(
      each =>
        each.shop === shop &&
        each.customerId === customerId &&
        orders.every(id => each.orderIds.includes(id)),
    );
    if (isKnown) return;
    const file = await open(this.#file, 'a', 0o600);
    try {
      // The line before may be half a line.
      await file.appendFile(`\n${JSON.stringify({ shop, customerId, orderIds: orders, at })}`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  all(): readonly ListedErasure[] {
    return this.#lines().flatMap(erasureIn);
  }

  async forgetShop(shop: string): Promise<void> {
    const others = this.#lines().filter(
      line => line !== '' && !erasureIn(line).some(each => each.shop === shop),
    );
    await this.#replace([...others.filter(line => goneIn(line)?.mark !== goneMark(shop)), goneLine(shop)]);
  }

  async shopIsBack(shop: string, at: number): Promise<void> {
    const lines = this.#lines();
    const others = lines.filter(line => goneIn(line)?.mark !== goneMark(shop));
    if (others.length < lines.length) await this.#replace([...others, goneLine(shop, at)]);
  }

  async take(other: ErasuresInFile): Promise<void> {
    const taken = other.#lines().filter(line => line !== '');
    if (taken.length === 0) return;
    const gone = other.goneShops();
    const kept = this.#lines().filter(line => line !== '' && !gone.has(goneIn(line)?.mark ?? ''));
    await this.#replace([...new Set([...kept, ...taken])]);
  }

  async #replace(lines: readonly string[]): Promise<void> {
    const part = `${this.#file}.part`;
    const file = await open(part, 'w', 0o600);
    try {
      await file.writeFile(lines.join('\n'));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, this.#file);
  }

  goneShops(): ReadonlyMap<string, number> {
    const gone = this.#lines().flatMap(line => goneIn(line) ?? []);
    return new Map(gone.map(({ mark, backAt }) => [mark, backAt]));
  }

  #lines(): readonly string[] {
    return existsSync(this.#file) ? readFileSync(this.#file, 'utf8').split('\n') : [];
  }
}

/** `backAt`: from when on the shop is served again. */
function goneLine(shop: string, backAt?: number): string {
  return JSON.stringify({ goneShop: goneMark(shop), ...(backAt === undefined ? {} : { backAt }) });
}

function goneIn(line: string): { readonly mark: string; readonly backAt: number } | undefined {
  const { goneShop, backAt } = (jsonIn(line) ?? {}) as {
    readonly goneShop?: unknown;
    readonly backAt?: unknown;
  };
  if (typeof goneShop !== 'string') return undefined;
  return { mark: goneShop, backAt: typeof backAt === 'number' ? backAt : Infinity };
}

function erasureIn(line: string): readonly ListedErasure[] {
  const erasure = jsonIn(line) as Partial<ListedErasure> | null | undefined;
  const isWhole = typeof erasure?.customerId === 'string' && Array.isArray(erasure.orderIds);
  return isWhole ? [erasure as ListedErasure] : [];
}

/** Undefined for half a line. */
function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * [Y8] Erases what is left of erased shops: after a restore from a copy, or after a crash amid an erasure. A shop that was
 * connected since stays.
 */
async function eraseGone(db: Kysely<Tables>, list: ErasureList, rewriting: Rewrites): Promise<void> {
  const erased = await db.selectFrom('gone_shop').select('mark').execute();
  const gone = new Map([...list.goneShops(), ...erased.map(({ mark }) => [mark, Infinity] as const)]);
  if (gone.size === 0) return;
  const shops = await db
    .selectFrom('shop')
    .leftJoin('connection', 'connection.shop', 'shop.shop')
    .select(['shop.shop as shop', 'connection.connected_at as connectedAt'])
    .execute();
  const left = shops.filter(({ shop, connectedAt }) => (connectedAt ?? 0) < (gone.get(goneMark(shop)) ?? 0));
  if (left.length === 0) return;
  await rewriting.owe();
  for (const { shop } of left) await eraseShopRows(db, shop, 0);
  await rewriting.inAnyCase();
}

/**
 * [Y7] Asks again for the erasures that this mirror lacks, as after a restore from a copy: each becomes a notice in the
 * inbox. Until it is applied, nothing new of the customer is stored. Returns how many.
 */
export async function askAgain(db: Kysely<Tables>, list: ErasureList, rewriting: Rewrites): Promise<number> {
  await eraseGone(db, list, rewriting);
  let asked = 0;
  for (const { shop, customerId, orderIds, at } of list.all()) {
    const keys = [
      { what: 'customers', id: customerId } as const,
      ...orderIds.map(id => ({ what: 'orders', id }) as const),
    ];
    const known = await erasedAmong(db, shop, keys);
    if (keys.every(each => known.has(keyOf(each)))) continue;
    await writingTogether(db, shop, async trx => {
      await rememberErased(trx, shop, keys, at);
      const notice = {
        eventId: `erasure:${customerId}:${at}`,
        topic: 'customers/redact',
        subject: { kind: 'redactCustomer', customerId, orderIds },
        triggeredAt: at,
      } as const;
      await storeNotice(trx, { shop, notice, receivedAt: at });
    });
    asked++;
  }
  return asked;
}
