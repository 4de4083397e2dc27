import { findKinds } from '@tidemark/protocol';
import { documentDefect, type CollectionName, type Product } from '@tidemark/schema';
import type { Kysely } from 'kysely';
import { livingReceiptNumbers } from '../records/receipts.ts';
import { saveCodes, saveGtinsOfDeleted } from './codes.ts';
import { saveSearchTexts } from './search-text.ts';
import type { Tables } from '../tables.ts';

const rowsPerPage = 250;

/**
 * Recomputes codes and words of every stored document, for a mirror filled by a version that had none, or others. A
 * deleted product no longer has a document: it keeps its codes, which are also stored as GTINs where possible.
 */
export async function fillFindable(db: Kysely<Tables>): Promise<void> {
  const shops = await db.selectFrom('shop').select('shop').execute();
  for (const { shop } of shops) {
    for (const kind of findKinds) {
      for (let after: string | undefined = ''; after !== undefined;) {
        const rows: { id: string; body: string }[] = await db
          .selectFrom('document')
          .select(['id', 'body'])
          .where('shop', '=', shop)
          .where('collection', '=', kind)
          .where('scope', '=', '')
          .where('id', '>', after)
          .where('deleted', '=', 0)
          .orderBy('id')
          .limit(rowsPerPage)
          .execute();
        const read = rows.map(({ id, body }) => ({ id, living: readable(kind, body) }));
        // The table of retired records comes with a later migration.
        await saveSearchTexts(db, shop, kind, read, livingReceiptNumbers);
        if (kind === 'products')
          await saveCodes(
            db,
            shop,
            read.flatMap(each => (each.living as Product | undefined) ?? []),
          );
        after = rows.length < rowsPerPage ? undefined : rows.at(-1)?.id;
      }
    }
    await saveGtinsOfDeleted(db, shop);
  }
}

/** The stored document; undefined if damaged: that row gets its words when an audit reads it again. */
function readable(collection: CollectionName, body: string): object | undefined {
  try {
    const { _deleted, ...document } = JSON.parse(body) as { _deleted: boolean };
    return documentDefect(collection, document) === undefined ? document : undefined;
  } catch {
    return undefined;
  }
}
