import type { Checkpoint } from '@tidemark/protocol';
import { sql, type Kysely, type Transaction } from 'kysely';
import { isShared } from '../statements/engine.ts';
import { prepared } from '../statements/prepared.ts';
import type { Tables } from '../tables.ts';
import { leaseOf, lockedHeadAndToken, mustBeToken, mustHold } from './fence.ts';
import { ShopTurns } from './shop-turns.ts';

const headOfShop = prepared<{ shop: string }>()((db, { shop }) =>
  db.selectFrom('shop').select(['epoch', 'seq']).where('shop', '=', shop),
);

/** Only the lock of a row that others refer to would need more: no key of it ever changes. */
const lockedHead = prepared<{ shop: string }>()((db, { shop }) =>
  db.selectFrom('shop').select(['epoch', 'seq']).where('shop', '=', shop).forNoKeyUpdate(),
);

/** A shop without a row has no row to lock: its name is locked instead. */
const lockedName = prepared<{ shop: string }>()(
  (_, { shop }) => sql<object>`select pg_advisory_xact_lock(hashtextextended(${shop}, 0))`,
);

/** The shop's newest place, of a moment; undefined for a shop that was never seen. */
export async function knownHead(trx: Transaction<Tables>, shop: string): Promise<Checkpoint | undefined> {
  return (await headOfShop(trx, { shop }))[0];
}

/**
 * [M42] The shop's newest place, which nobody else moves before this transaction ends; undefined for a shop that was never
 * seen. Every transaction that writes to a shop begins with it: the order of commits is then the order of seqs, and
 * what a transaction reads stays as it is until it has written. SQLite has one writer at a time anyway. Who writes under a
 * lease must still have it ([M60]).
 * @throws StoreError `fenced`
 */
export async function lockShop(trx: Transaction<Tables>, shop: string): Promise<Checkpoint | undefined> {
  if (!isShared(trx)) return void (await mustHold(trx, shop));
  const head = await lockedRow(trx, shop);
  if (head) return head;
  await lockedName(trx, { shop });
  // Another process may have made its row meanwhile.
  const made = await lockedRow(trx, shop);
  if (!made) await mustHold(trx, shop);
  return made;
}

async function lockedRow(trx: Transaction<Tables>, shop: string): Promise<Checkpoint | undefined> {
  if (!leaseOf(trx)) return (await lockedHead(trx, { shop }))[0];
  const [row] = await lockedHeadAndToken(trx, { shop });
  if (!row) return undefined;
  const { token, ...head } = row;
  mustBeToken(trx, shop, token);
  return head;
}

/** The same for a writer that needs the place. */
export async function headToMove(trx: Transaction<Tables>, shop: string): Promise<Checkpoint | undefined> {
  if (isShared(trx)) return lockShop(trx, shop);
  await mustHold(trx, shop);
  return knownHead(trx, shop);
}

/** Runs a statement that writes to a shop: in PostgreSQL, or under a lease, as a transaction that has locked the shop. */
export function writing<R>(
  db: Kysely<Tables>,
  shop: string,
  act: (db: Kysely<Tables>) => Promise<R>,
): Promise<R> {
  return isShared(db) || leaseOf(db) ? writingTogether(db, shop, act) : act(db);
}

/** Runs a transaction that writes to a shop. */
export function writingTogether<R>(
  db: Kysely<Tables>,
  shop: string,
  act: (trx: Transaction<Tables>) => Promise<R>,
): Promise<R> {
  return writerTransaction(db, shop, async trx => {
    await lockShop(trx, shop);
    return act(trx);
  });
}

/** Runs a transaction that begins by locking the shop itself. */
export function writerTransaction<R>(
  db: Kysely<Tables>,
  shop: string,
  act: (trx: Transaction<Tables>) => Promise<R>,
): Promise<R> {
  const run = () => db.transaction().execute(act);
  return isShared(db) ? turnsOf(db).write(shop, run) : run();
}

/** Runs a transaction whose statements all see the same moment of a shop. It writes nothing. */
export function reading<R>(
  db: Kysely<Tables>,
  shop: string,
  act: (trx: Transaction<Tables>) => Promise<R>,
): Promise<R> {
  if (!isShared(db)) return db.transaction().execute(act);
  return turnsOf(db).read(shop, () => db.transaction().setIsolationLevel('repeatable read').execute(act));
}

/** The turns of each store; its adapter stands for it. */
const turns = new WeakMap<object, ShopTurns>();

function turnsOf(db: Kysely<Tables>): ShopTurns {
  const { adapter } = db.getExecutor();
  const own = turns.get(adapter) ?? new ShopTurns();
  turns.set(adapter, own);
  return own;
}
