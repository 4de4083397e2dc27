import { sql, type Kysely } from 'kysely';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';
import type { PersonsDocuments } from './find-person.ts';
import { forkPersonText } from './people-tables.ts';

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
export async function eraseBesides(
  db: Kysely<Tables>,
  shop: string,
  found: PersonsDocuments,
): Promise<number> {
  return (await eraseForks(db, shop, found)) + (await eraseQuarantine(db, shop, found));
}

/** A fork keeps its signed content: `details` are not part of what is hashed. */
async function eraseForks(db: Kysely<Tables>, shop: string, { names, sales }: PersonsDocuments) {
  let changed = 0;
  const person = sql.raw(forkPersonText);
  for (const name of names) {
    const { numAffectedRows = 0n } = await sql`update "journal_fork"
      set "body" = json_set("body", '$.details', null)
      where "shop" = ${shop} and ${person} = ${name}`.execute(db);
    changed += Number(numAffectedRows);
  }
  const { numAffectedRows = 0n } = await sql`update "journal_fork"
    set "body" = json_set("body", '$.details', null)
    where "shop" = ${shop} and "id" in ${listed([...sales])}
      and json_type("body", '$.details') = 'object'`.execute(db);
  return changed + Number(numAffectedRows);
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
        found.names.map(name => sql`instr("body", ${name}) > 0`),
        sql` or `,
      )} as "is_named"
      from "quarantine" where "shop" = ${shop} and "body" <> ''
        and ("collection", "id") > (${after.collection}, ${after.id})
      order by "collection", "id" limit ${rowsPerLook}`.execute(db);
    for (const { collection, id, is_named: isNamed } of rows)
      if (own.has(`${collection} ${id}`) || (isNamed === 1 && !impersonal.has(collection))) {
        await emptyText(db, shop, collection, id);
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
    and "scope" = '' and "id" = ${id} and not json_valid("body")`.execute(db);
}
