/** A till of earlier code in a page: its databases are in RxDB's Dexie storage. */
import { openTillOn } from '@tidemark/till/testing';
import type { RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

export interface SoldOffline {
  readonly receiptNumber: string;
  /** How many products it had. */
  readonly products: number;
}

/** Opens and fills a till, cuts its network, sells one piece of the first product, and closes it. */
export async function sellOffline(shop: string): Promise<SoldOffline> {
  let isOnline = true;
  const till = await openTillOn(getRxStorageDexie() as RxStorage<unknown, unknown>, {
    server: location.origin,
    shop,
    fetch: (input, init) => (isOnline ? fetch(input, init) : Promise.reject(new TypeError('no network'))),
  });
  const signedIn = await till.signIn('demo', '1234');
  if (signedIn.kind !== 'signed-in') throw new Error(signedIn.message);
  await till.sync('manual');
  isOnline = false;
  const [product] = till.catalogue.search('', 1).products;
  const [variant] = product?.variants ?? [];
  if (!product || !variant) throw new Error('there is nothing to sell');
  const item = {
    ...{ productId: product.id, variantId: variant.id, inventoryItemId: variant.inventoryItemId },
    ...{ title: product.title, variantTitle: variant.title, sku: variant.sku },
    ...{ unitPrice: variant.price, taxable: variant.taxable },
  };
  const draft = {
    lines: [{ id: variant.id, item, quantity: 1, note: null }],
    ...{ discount: null, customerId: null, note: null, cartId: null },
  };
  const amount = till.selling.quote(draft).due.total;
  const sold = await till.selling.sell(draft, [{ kind: 'cash', amount, reference: null }]);
  if (sold.kind !== 'sold') throw new Error(`it was not sold: ${sold.kind}`);
  const { size } = till.catalogue;
  await till[Symbol.asyncDispose]();
  return { receiptNumber: sold.entry.sale.receiptNumber, products: size };
}

Object.assign(globalThis, { dexieTill: { sellOffline } });
