import type { Sale } from '@tidemark/schema';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { readWhole } from '../damage/whole-rows.ts';
import { shopHead } from '../documents/places.ts';
import { writing, writingTogether } from '../documents/shop-lock.ts';
import { hasPart, isIn, isJson } from '../statements/engine.ts';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';
import { redact, type Work } from './erase-work.ts';
import type { PersonsDocuments } from './find-person.ts';
import { forkPersonOf } from './people-tables.ts';

/** Collections of which no document has personal data: an id in them is another's. */
const impersonal = new Set([
  'products',
  'inventoryLevels',
  'locations',
  'productCollections',
  'settings',
  'stockMoves',
]);

/** Quarantined texts that one statement looks at. */
const rowsPerLook = 200;

/**
 * Erases the customer from what stands beside documents: records whose numbers others have, and texts that cannot be read.
 * Returns how many it changed.
 */
export async function eraseBesides(work: Work, found: PersonsDocuments): Promise<number> {
  return (await eraseForks(work, found)) + (await eraseQuarantine(work.db, work.shop, found));
}

/** A fork keeps its signed content: `details` are not part of what is hashed. */
function eraseForks(work: Work, { names, sales }: PersonsDocuments): Promise<number> {
  const { db, shop } = work;
  return writingTogether(db, shop, async trx => {
    const erased: string[] = [];
    const erase = async (where: RawBuilder<unknown>) => {
      const { rows } = await sql<Pick<Tables['journal_fork'], 'id' | 'hash' | 'body'>>`
        select "id", "hash", "body" from "journal_fork" where "shop" = ${shop} and ${where}`.execute(trx);
      for (const { id, hash, body } of rows) {
        const fork = readWhole<Partial<Sale>>(body);
        if (!fork?.details) continue;
        const emptied = JSON.stringify({ ...fork, details: null });
        await sql`update "journal_fork" set "body" = ${emptied}
          where "shop" = ${shop} and "id" = ${id} and "hash" = ${hash}`.execute(trx);
        erased.push(id);
      }
    };
    for (const name of names) await erase(sql`${forkPersonOf} = ${name}`);
    await erase(isIn(sql`"id"`, listed([...sales])));
    const { epoch } = await shopHead(trx, shop, work.newEpoch);
    await redact(trx, work, epoch, erased);
    return erased.length;
  });
}

/** The texts of this customer's documents, and every text that names the customer. */
async function eraseQuarantine(db: Kysely<Tables>, shop: string, found: PersonsDocuments): Promise<number> {
  const own = new Set([
    ...[...found.names].map(id => `customers ${id}`),
    ...(['orders', 'sales', 'carts', 'customerEdits'] as const).flatMap(collection =>
      [...found[collection]].map(id => `${collection} ${id}`),
    ),
  ]);
  let changed = 0;
  let after: { readonly collection: string; readonly id: string } = { collection: '', id: '' };
  for (;;) {
    const { rows } = await sql<{ collection: string; id: string; is_named: number }>`
      select "collection", "id", ${sql.join(
        found.names.map(name => hasPart(sql`"body"`, name)),
        sql` or `,
      )} as "is_named"
      from "quarantine" where "shop" = ${shop} and "body" <> ''
        and ("collection", "id") > (${after.collection}, ${after.id})
      order by "collection", "id" limit ${rowsPerLook}`.execute(db);
    for (const { collection, id, is_named: isNamed } of rows)
      if (own.has(`${collection} ${id}`) || (isNamed === 1 && !impersonal.has(collection))) {
        await writing(db, shop, each => emptyText(each, shop, collection, id));
        changed++;
      }
    const last = rows.at(-1);
    if (rows.length < rowsPerLook || !last) return changed;
    after = last;
  }
}

/** Empties a text, and the row that it was taken from if that is no longer JSON either. */
async function emptyText(db: Kysely<Tables>, shop: string, collection: string, id: string): Promise<void> {
  await sql`update "quarantine" set "body" = '' where "shop" = ${shop} and "collection" = ${collection}
    and "id" = ${id}`.execute(db);
  await sql`update "document" set "body" = '' where "shop" = ${shop} and "collection" = ${collection}
    and "scope" = '' and "id" = ${id} and not ${isJson}`.execute(db);
}
