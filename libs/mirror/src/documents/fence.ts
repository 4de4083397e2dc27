import type { Kysely, KyselyPlugin } from 'kysely';
import type { Lease } from '../contract/leases.ts';
import { StoreError } from '../contract/store-error.ts';
import { sql } from 'kysely';
import { prepared } from '../statements/prepared.ts';
import type { Tables } from '../tables.ts';

/** Carries a lease along with a database handle, into its transactions. It changes no query. */
class Fence implements KyselyPlugin {
  readonly lease: Lease;

  constructor(lease: Lease) {
    this.lease = lease;
  }

  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => node;
  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;
}

/** A handle whose writers must have this lease: see `mustHold`. */
export function fenced(db: Kysely<Tables>, lease: Lease): Kysely<Tables> {
  return db.withPlugin(new Fence(lease));
}

/** The lease under which a handle writes; undefined: under none. */
export function leaseOf(db: Kysely<Tables>): Lease | undefined {
  return db.getExecutor().plugins.find(each => each instanceof Fence)?.lease;
}

const tokenOf = prepared<{ shop: string }>()((db, { shop }) =>
  db.selectFrom('lease').select('token').where('shop', '=', shop),
);

/**
 * For PostgreSQL: the head of a shop, whose row is locked first, and the token of its lease as it is once the lock is there. The
 * function reads anew when it is called; a subquery would read what was there before the wait.
 */
export const lockedHeadAndToken = prepared<{ shop: string }>()(
  (_, { shop }) => sql<{ epoch: string; seq: number; token: string | null }>`
    with locked as materialized (select epoch, seq from shop where shop = ${shop} for no key update)
    select epoch, seq, lease_token(${shop}) as token from locked`,
);

/** Reads the token of a shop's lease anew, whatever the statement that asks saw before. */
export const leaseTokenFunction = `create function lease_token(of_shop text) returns text
  language plpgsql volatile as $$ begin return (select token from lease where shop = of_shop); end $$`;

/** @throws StoreError `fenced` unless the handle's lease, if it has one, is still the shop's. */
export async function mustHold(db: Kysely<Tables>, shop: string): Promise<void> {
  if (leaseOf(db)) mustBeToken(db, shop, (await tokenOf(db, { shop }))[0]?.token);
}

/** The same where the present token was read. */
export function mustBeToken(db: Kysely<Tables>, shop: string, token: string | null | undefined): void {
  const lease = leaseOf(db);
  if (!lease || (lease.shop === shop && lease.token === token)) return;
  throw new StoreError('fenced', shop, `${shop} has another owner: what this process found is not stored`);
}
