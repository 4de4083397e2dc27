import {
  connectTidemark,
  replicateTidemark,
  tidemarkCollection,
  type TidemarkConnection,
  type TidemarkReplication,
} from '@tidemark/rxdb-replication';
import type { Product } from '@tidemark/schema';
import { createRxDatabase, type RxCollection } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

/** The products of one shop, in this browser. */
export interface ShopDatabase {
  readonly products: RxCollection<Product>;
  readonly connection: TidemarkConnection;
  readonly replication: TidemarkReplication;
}

/** Opens a shop's database, with what it stored before, and connects it. It sends no request before a sign-in. */
export async function openShop(server: string, shop: string): Promise<ShopDatabase> {
  const { host } = new URL(server);
  const name = `plain-rxdb-${host}-${shop}`.toLowerCase().replace(/[^a-z0-9]/g, '-');
  const database = await createRxDatabase<{ products: RxCollection<Product> }>({
    name,
    storage: getRxStorageDexie(),
  });
  const { products } = await database.addCollections({
    products: tidemarkCollection('products', { indexes: ['title'] }),
  });
  const connection = connectTidemark({ server, shop });
  return { products, connection, replication: replicateTidemark(products, { connection }) };
}

/** A live query of products for sale whose title contains `words`: the first 60 by title. */
export function productsWith(products: RxCollection<Product>, words: string) {
  const pattern = words.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return products.find({
    selector: { status: 'active', title: { $regex: pattern, $options: 'i' } },
    sort: [{ title: 'asc' }],
    limit: 60,
  }).$;
}
