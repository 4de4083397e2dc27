import { DatabaseSync } from 'node:sqlite';
import { bucketOf, revOf } from '@tidemark/protocol';
import { aProduct, aSale, aVariant } from '@tidemark/schema/testing';
import { digestOf } from '../damage/self-check.ts';

/** The migrations of the first version, word for word: mirrors that it made are still in use. */
const migrations: Readonly<Record<string, readonly string[]>> = {
  '001-first': [
    `create table shop (shop text primary key, epoch text not null, seq integer not null) strict`,
    `create table document (
     shop text not null, collection text not null, scope text not null, id text not null,
     bucket integer not null, seq integer not null, deleted integer not null, source_updated_at integer not null,
     read_at integer not null, rev text not null, body text not null,
     primary key (shop, collection, scope, id)) strict, without rowid`,
    `create index document_by_seq on document (shop, collection, scope, seq)`,
    `create index document_by_bucket on document (shop, collection, scope, bucket) where deleted = 0`,
    `create index document_by_id on document (shop, collection, id)`,
    `create table collection_head (shop text not null, collection text not null, scope text not null,
     seq integer not null, primary key (shop, collection, scope)) strict, without rowid`,
    `create table digest (shop text not null, collection text not null, scope text not null,
     bucket integer not null, count integer not null, hash text not null,
     primary key (shop, collection, scope, bucket)) strict, without rowid`,
    `create table code (shop text not null, code text not null, product_id text not null,
     variant_id text not null, primary key (shop, code, product_id, variant_id)) strict, without rowid`,
    `create index code_by_product on code (shop, product_id)`,
    `create table quarantine (shop text not null, collection text not null, id text not null,
     defect text not null, body text not null, primary key (shop, collection, id)) strict`,
    `create table watermark (shop text not null, resource text not null, value text not null,
     primary key (shop, resource)) strict, without rowid`,
    `create table inbox (shop text not null, event_id text not null, place integer not null,
     notice text not null, received_at integer not null, state text not null, reason text,
     primary key (shop, event_id)) strict`,
    `create index inbox_waiting on inbox (shop, place) where state = 'waiting'`,
    `create table till (shop text not null, id text not null, name text not null, location_id text not null,
     primary key (shop, id)) strict, without rowid`,
    `create table staff (shop text not null, id text not null, name text not null, pin_hash text not null,
     primary key (shop, id)) strict, without rowid`,
    `create unique index staff_by_name on staff (shop, name)`,
  ],
  '002-findings': [
    `create table webhook_score (shop text not null, topic text not null, received integer not null,
     repeated integer not null, late integer not null, primary key (shop, topic)) strict, without rowid`,
    `create table untold (shop text not null, collection text not null, id text not null,
     found_at integer not null, found_by text not null, primary key (shop, collection, id)) strict, without rowid`,
    `create table report (shop text not null, name text not null, body text not null,
     primary key (shop, name)) strict, without rowid`,
    `create index document_deleted on document (shop, read_at) where deleted = 1`,
    `create index inbox_settled on inbox (shop, received_at) where state = 'settled'`,
  ],
  '003-inbox-places': [`create index inbox_by_place on inbox (shop, place)`],
  '004-promises': [
    `create table outbox (shop text not null, collection text not null, id text not null, stage text not null,
     not_before integer not null, leased_until integer not null, stored_at integer not null, place integer not null,
     primary key (shop, collection, id)) strict, without rowid`,
    `create index outbox_due on outbox (shop, collection, stage, place)`,
    `create table outbox_level (shop text not null, level_id text not null, collection text not null, id text not null,
     primary key (shop, level_id, collection, id)) strict, without rowid`,
    `create index outbox_level_by_id on outbox_level (shop, collection, id)`,
    `create table way (shop text not null, collection text not null, id text not null, state text not null,
     marked integer not null, created_at text not null, primary key (shop, collection, id)) strict, without rowid`,
    `create index way_by_state on way (shop, collection, state, marked, created_at)`,
    `create table receipt (shop text not null, till_id text not null, prefix text not null, last text not null,
     primary key (shop, till_id, prefix)) strict, without rowid`,
    `alter table till add column receipt_prefix text`,
    `create unique index till_by_prefix on till (shop, receipt_prefix) where receipt_prefix is not null`,
  ],
};

/** A row of `document`, as every version has it. */
export interface OldRow {
  readonly collection: string;
  readonly id: string;
  readonly seq: number;
  readonly deleted: number;
  readonly rev: string;
  readonly body: string;
}

export interface OldMirror {
  readonly rows: readonly OldRow[];
  /** Ids of sales that wait for Shopify, in their order. */
  readonly waiting: readonly string[];
}

/** Makes a mirror as the first version did: products of about 1.1 kB, some deleted, and sales that wait for Shopify. */
export function makeOldMirror(
  file: string,
  shop: string,
  counts: { products: number; sales: number },
): OldMirror {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; begin');
  database.exec(`create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
    create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer not null default 0);
    insert into kysely_migration_lock values ('migration_lock', 0)`);
  for (const [name, statements] of Object.entries(migrations)) {
    for (const statement of statements) database.exec(statement);
    database.prepare('insert into kysely_migration values (?, ?)').run(name, '2026-11-20T00:00:00.000Z');
  }
  const products = Array.from({ length: counts.products }, (_, n) => productRow(n));
  const sales = Array.from({ length: counts.sales }, (_, n) => saleRow(n));
  const rows = [...products, ...sales].map((row, n): OldRow => ({ ...row, seq: n + 1 }));
  const insert = database.prepare('insert into document values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { collection, id, seq, deleted, rev, body } of rows)
    insert.run(shop, collection, '', id, bucketOf(id), seq, deleted, seq, seq, rev, body);
  const outbox = database.prepare(`insert into outbox values (?, 'sales', ?, 'submit', 0, 0, 5, ?)`);
  const way = database.prepare(`insert into way values (?, 'sales', ?, 'waiting', 0, ?)`);
  for (const [n, { id, body }] of sales.entries()) {
    outbox.run(shop, id, n + 1);
    way.run(shop, id, (JSON.parse(body) as { createdAt: string }).createdAt);
  }
  for (const [collection, own] of [
    ['products', products],
    ['sales', sales],
  ] as const) {
    const living = rows.filter(each => each.collection === collection && each.deleted === 0);
    for (const bucket of new Set(living.map(each => bucketOf(each.id)))) {
      const { count, hash } = digestOf(living.filter(each => bucketOf(each.id) === bucket));
      const digest = database.prepare('insert into digest values (?, ?, ?, ?, ?, ?)');
      digest.run(shop, collection, '', bucket, count, hash);
    }
    const head = collection === 'products' ? own.length : rows.length;
    database.prepare(`insert into collection_head values (?, ?, '', ?)`).run(shop, collection, head);
  }
  database.prepare(`insert into shop values (?, 'e1', ?)`).run(shop, rows.length);
  database.exec('commit');
  database.close();
  return { rows, waiting: sales.map(each => each.id) };
}

type Made = Omit<OldRow, 'seq'>;

function productRow(n: number): Made {
  const id = String(n).padStart(6, '0');
  if (n % 50 === 7) {
    const rev = revOf({ id, _deleted: true } as { id: string });
    return { collection: 'products', id, deleted: 1, rev, body: JSON.stringify({ id, rev, _deleted: true }) };
  }
  const variants = Array.from({ length: 4 }, (_, v) =>
    aVariant({ id: `${n}-${v}`, barcode: `40${n}${v}`, position: v + 1 }),
  );
  return living('products', aProduct({ id, title: `Product number ${n}`, variants }));
}

function saleRow(n: number): Made {
  const number = String(n).padStart(6, '0');
  const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };
  return living('sales', { ...aSale({ id: `sale-${number}`, receiptNumber: `AB12-${number}` }), submission });
}

function living(collection: string, document: { readonly id: string; readonly submission?: object }): Made {
  const rev = revOf(document);
  const body = JSON.stringify({ ...document, rev, _deleted: false });
  return { collection, id: document.id, deleted: 0, rev, body };
}
