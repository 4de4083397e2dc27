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
import { insertRows, rowInsert } from '../statements/insert-rows.ts';
import { receiptNumbers } from '../records/receipts.ts';
import type { Tables } from '../tables.ts';

const idsPerStatement = 500;
/** Titles are ranked by so many letters: enough to tell them apart, and a key stays small. */
const rankLength = 80;

/** A document with another rank than before replaces its row too: ids are unique. */
const searchTextInsert = rowInsert(
  'search_text',
  ['shop', 'kind', 'rank', 'id', 'customer_id', 'words'],
  'or replace',
);

/** What a document is found by. */
interface SearchText {
  /** Results are listed in this order. */
  readonly rank: string;
  /** The customer of an order, whose words find it too. */
  readonly customerId: string | null;
  /** Each word once, between blanks, so that ` foo` is found where a word begins with "foo", and `89 ` where one ends in 89. */
  readonly words: string;
}

export function isSearched(collection: string): collection is FindKind {
  return (findKinds as readonly string[]).includes(collection);
}

/** Products for sale come before the others, by title; customers are ranked by name, orders by when they were placed. */
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

/** Replaces what these documents are found by; those without a body are found no more. */
export async function saveSearchTexts(
  trx: Kysely<Tables>,
  shop: string,
  kind: FindKind,
  documents: readonly { readonly id: string; readonly living: object | undefined }[],
): Promise<void> {
  const gone = documents.filter(each => !each.living).map(each => each.id);
  for (const part of chunks(gone, idsPerStatement))
    // Left to choose, SQLite walks through all words of the kind as soon as two documents are gone.
    await sql`delete from search_text indexed by search_text_by_id
      where shop = ${shop} and kind = ${kind} and id in (${sql.join(part)})`.execute(trx);
  const receipts =
    kind === 'orders'
      ? await receiptNumbers(
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
