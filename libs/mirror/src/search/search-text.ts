import { findKinds, type FindKind } from '@tidemark/protocol';
import {
  beginningOf,
  isForSale,
  searchWordsOf,
  wordsOf,
  wordsOfCustomer,
  wordsOfOrder,
  wordsOfProduct,
  type Customer,
  type Order,
  type Product,
} from '@tidemark/schema';
import { sql, type Kysely } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { either } from '../statements/engine.ts';
import { insertRows, rowInsert } from '../statements/insert-rows.ts';
import { receiptNumbers } from '../records/receipts.ts';
import type { Tables } from '../tables.ts';

const idsPerStatement = 500;
const byId = either(sql`indexed by search_text_by_id`, sql``);
/** Letters of a title used for ranking: enough to tell titles apart, and the key stays small. */
const rankLength = 80;

/** A document whose rank changed also replaces its row: ids are unique. */
const searchTextInsert = rowInsert('search_text', ['shop', 'kind', 'rank', 'id', 'customer_id', 'words'], {
  replaces: ['shop', 'kind', 'id'],
});

/** The words and rank by which a search finds a document. */
interface SearchText {
  /** The sort order of results. */
  readonly rank: string;
  /** An order's customer, whose words also find the order. */
  readonly customerId: string | null;
  /** Each word once, between blanks: ` foo` finds a word that begins with "foo", and `89 ` one that ends in 89. */
  readonly words: string;
}

export function isSearched(collection: string): collection is FindKind {
  return (findKinds as readonly string[]).includes(collection);
}

/** Ranks products for sale before the others, by title; customers by name; orders by when they were placed. */
function searchTextOf(kind: FindKind, document: object, receiptNumber: string | undefined): SearchText {
  switch (kind) {
    case 'products': {
      const product = document as Product;
      const { texts, codes } = wordsOfProduct(product);
      return {
        rank: (isForSale(product) ? '0 ' : '1 ') + rankOf(product.title),
        customerId: null,
        words: joined([...texts, ...codes]),
      };
    }
    case 'customers': {
      const customer = document as Customer;
      return {
        rank: rankOf(customer.displayName),
        customerId: null,
        words: joined(wordsOfCustomer(customer)),
      };
    }
    case 'orders': {
      const order = document as Order;
      return {
        rank: placedRank(Date.parse(order.processedAt)),
        customerId: order.customerId,
        words: joined([...wordsOfOrder(order), ...searchWordsOf(receiptNumber ?? '')]),
      };
    }
  }
}

/** The rank of orders placed at this time, milliseconds since the epoch. */
export function placedRank(ms: number): string {
  return new Date(ms).toISOString();
}

/** Replaces the search text of these documents; those without a body are no longer found. */
export async function saveSearchTexts(
  trx: Kysely<Tables>,
  shop: string,
  kind: FindKind,
  documents: readonly { readonly id: string; readonly living: object | undefined }[],
  receiptsOf = receiptNumbers,
): Promise<void> {
  const gone = documents.filter(each => !each.living).map(each => each.id);
  for (const part of chunks(gone, idsPerStatement))
    // Otherwise SQLite scans all words of the kind as soon as two documents are gone.
    await sql`delete from search_text ${byId}
      where shop = ${shop} and kind = ${kind} and id in (${sql.join(part)})`.execute(trx);
  const receipts =
    kind === 'orders'
      ? await receiptsOf(
          trx,
          shop,
          documents.flatMap(each => (each.living as Order | undefined)?.sourceIdentifier ?? []),
        )
      : new Map<string, string>();
  const rows = documents.flatMap(({ id, living }) => {
    if (!living) return [];
    const receipt = receipts.get((living as Partial<Order>).sourceIdentifier ?? '');
    const { rank, customerId, words } = searchTextOf(kind, living, receipt);
    return [[shop, kind, rank, id, customerId, words]];
  });
  await insertRows(trx, searchTextInsert, rows);
}

function rankOf(title: string): string {
  return beginningOf(wordsOf(title).join(' '), rankLength);
}

function joined(words: readonly string[]): string {
  return words.length === 0 ? '' : ` ${[...new Set(words)].join(' ')} `;
}
