import type { Change, MirrorStore } from '@tidemark/mirror';
import type { Sale } from '@tidemark/schema';
import {
  aCustomer,
  anInventoryLevel,
  anOrder,
  anUnpricedLine,
  aProduct,
  aSale,
  aVariant,
} from '@tidemark/schema/testing';
import { shop } from '../world/shop-server.ts';

/** How much is stored. */
export interface Size {
  /** Each with two variants, and a level of both. */
  readonly products: number;
  /** Each with an order of its own; all are accepted and read back, and tills hold them. */
  readonly sales: number;
  /** Older sales, which have left the tills. */
  readonly retired: number;
  readonly customers: number;
}

/** How large the shop is at a factor: 1 is a small shop after its first weeks. */
export function sizeAt(factor: number): Size {
  return { products: 1000 * factor, sales: 1000 * factor, retired: 1000 * factor, customers: 200 * factor };
}

/** All titles have one length, so that a search for all digits finds one product in a shop of any size. */
export const titleOf = (n: number): string => `Article ${String(n).padStart(8, '0')}`;
export const codeOf = (n: number): string => `SC${String(n).padStart(8, '0')}`;
const customerId = (n: number): string => String(5_000_000 + n);
/** The till that sold everything; another one is measured. */
const seller = { shop, tillId: 'till-history', staffId: 's' } as const;
/** Documents of one commit. */
const batch = 500;
/** How long ago everything happened: within the window of mirrored orders, and before the measurement. */
const agoMs = 86_400_000;
/** How long ago the sales that have left the tills were stored. */
const longAgoMs = 90 * agoMs;

/** Fills an empty store with a shop of this size, as ingest and tills would have. */
export async function fill(store: MirrorStore, size: Size, locationId: string, now: number): Promise<void> {
  const { mirror } = store;
  const at = new Date(now - agoMs).toISOString();
  const present = (document: Extract<Change, { kind: 'present' }>['document'], scope = ''): Change => ({
    kind: 'present',
    document,
    scope,
    sourceUpdatedAt: now - agoMs,
    readAt: now - agoMs,
  });
  await inBatches(size.products, ns =>
    mirror.commit(
      shop,
      'products',
      ns.map(n => present(productAt(n))),
    ),
  );
  await inBatches(size.products * 2, ns =>
    mirror.commit(
      shop,
      'inventoryLevels',
      ns.map(n => present(levelAt(n, locationId), locationId)),
    ),
  );
  await inBatches(size.customers, ns =>
    mirror.commit(
      shop,
      'customers',
      ns.map(n => present(aCustomer({ id: customerId(n), email: `c${n}@example.com`, phone: null }))),
    ),
  );
  await inBatches(size.sales, ns =>
    mirror.commit(
      shop,
      'orders',
      ns.map(n => present(anOrder({ id: String(7_000_000 + n), name: `#${n}`, createdAt: at }))),
    ),
  );
  const longAgo = new Date(now - longAgoMs).toISOString();
  await inBatches(size.retired, ns => sell(store, ns, 'OLD', locationId, longAgo));
  while ((await store.records.retire(shop, now - longAgoMs + 1, now, batch)) > 0);
  await inBatches(size.sales, ns => sell(store, ns, 'HIST', locationId, at));
}

export function productAt(n: number, title = titleOf(n)) {
  const id = String(1_000_000 + n);
  const variants = [0, 1].map(v =>
    aVariant({
      ...{ id: String(2_000_000 + 2 * n + v), barcode: codeOf(2 * n + v), position: v + 1 },
      inventoryItemId: String(90_000_000 + 2 * n + v),
      title: v === 0 ? 'Small' : 'Large',
      options: [{ name: 'Size', value: v === 0 ? 'Small' : 'Large' }],
    }),
  );
  return aProduct({ id, title, handle: `article-${n}`, variants });
}

function levelAt(n: number, locationId: string) {
  return anInventoryLevel({ inventoryItemId: String(90_000_000 + n), locationId, available: 1000 });
}

/** A sale of one till, numbered; `series` begins its receipt numbers. */
export function saleAt(n: number, tillId: string, locationId: string, series: string, at: string): Sale {
  const line = anUnpricedLine({ variantId: '2000000', productId: '1000000', inventoryItemId: '90000000' });
  const number = `${series}-${String(n + 1).padStart(6, '0')}`;
  return aSale(
    { id: `sale-${series}-${n}`, ...seller, tillId, locationId, createdAt: at, receiptNumber: number },
    [line],
  );
}

async function sell(
  { records }: MirrorStore,
  ns: readonly number[],
  series: string,
  locationId: string,
  at: string,
): Promise<void> {
  const storedAt = Date.parse(at);
  const sales = ns.map(n => saleAt(n, seller.tillId, locationId, series, at));
  const byId = new Map(sales.map(each => [each.id, each]));
  const rows = sales.map(({ id }) => ({ id, _deleted: false }));
  await records.store(
    shop,
    'sales',
    rows,
    ({ id }) => ({ kind: 'accept', document: byId.get(id) ?? never(), changed: true }),
    storedAt,
  );
  const keys = sales.map(({ id }) => ({ collection: 'sales', id }) as const);
  for (const [position, key] of keys.entries())
    await records.move(
      shop,
      key,
      (_document, head) => ({
        submission: {
          ...{ state: 'accepted', after: `${head.epoch}:${head.seq}`, differences: [] },
          ...{ orderId: String(7_000_000 + (ns[position] ?? 0)), orderName: `#${ns[position]}` },
        },
      }),
      storedAt,
    );
  await records.haveRead(shop, keys);
}

async function inBatches(total: number, act: (ns: readonly number[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < total; start += batch)
    await act(Array.from({ length: Math.min(batch, total - start) }, (_, n) => start + n));
}

function never(): never {
  throw new Error('a row that nobody pushed');
}
