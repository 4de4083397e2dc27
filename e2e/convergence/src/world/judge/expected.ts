import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { CollectionName } from '@tidemark/schema';

/** Per collection: id → what a document must say, as one comparable text. */
export type Picture = Record<CollectionName, Map<string, string>>;

/**
 * What the shop holds, translated from its rows without any of Tidemark's code: the reference. An order of an erased
 * customer, in `erasedOrders`, has no note in a mirror, whatever the shop writes there later ([Y2]).
 */
export function expectedPicture(
  { store }: ShopifySimulator,
  locationId: string,
  now: number,
  erasedOrders: ReadonlySet<string> = new Set(),
): Picture {
  const cents = (amount: string) => Math.round(Number(amount) * 100);
  const alive = (ids: readonly string[]) => ids.filter(id => store.products.has(id)).sort();
  const entries = <T extends { id: string }>(rows: Iterable<T>, text: (row: T) => unknown) =>
    new Map([...rows].map(row => [row.id, JSON.stringify(text(row))]));
  return {
    settings: new Map([['shop', JSON.stringify([store.shop.name])]]),
    locations: entries(store.locations.values(), each => [each.name, each.isActive]),
    products: entries(store.products.values(), each => [
      each.title,
      each.status.toLowerCase(),
      !(each.unpublishedOn ?? []).includes('50110000002') && each.publishedAt !== undefined,
      store.variantsOf(each).map(variant => [variant.id, cents(variant.price), variant.sku ?? null]),
    ]),
    inventoryLevels: new Map(
      [...store.levels.values()]
        .filter(each => each.locationId === locationId && each.isActive)
        .map(each => [`${each.inventoryItemId}@${each.locationId}`, JSON.stringify([each.available])]),
    ),
    productCollections: entries(store.collections.values(), each => [each.title, alive(each.productIds)]),
    customers: entries(store.customers.values(), each => [each.firstName ?? null, each.note ?? null]),
    orders: entries(
      [...store.orders.values()].filter(each => each.createdAt >= now - 60 * 86_400_000),
      each => [
        each.name,
        erasedOrders.has(each.id) ? null : (each.note ?? null),
        each.refunds.length,
        each.lines.map(line => [line.quantity, cents(line.price)]),
      ],
    ),
  };
}

type Loose = Record<string, never>;

/** What one document says, as a text in the format of `expectedPicture`. */
export function textOf(name: CollectionName, document: object): string {
  const d = document as Loose;
  const list = (value: unknown) => value as Loose[];
  switch (name) {
    case 'settings':
      return JSON.stringify([d['name']]);
    case 'locations':
      return JSON.stringify([d['name'], d['active']]);
    case 'products':
      return JSON.stringify([
        d['title'],
        d['status'],
        d['published'],
        list(d['variants']).map(each => [each['id'], each['price'], each['sku']]),
      ]);
    case 'inventoryLevels':
      return JSON.stringify([d['available']]);
    case 'productCollections':
      return JSON.stringify([d['title'], d['productIds']]);
    case 'customers':
      return JSON.stringify([d['firstName'], d['note']]);
    case 'orders':
      return JSON.stringify([
        d['name'],
        d['note'],
        list(d['refunds']).length,
        list(d['lines']).map(each => [each['quantity'], each['unitPrice']]),
      ]);
  }
}

/** The first few differences between two pictures, in words. */
export function differences(what: string, expected: Picture, actual: Picture): string[] {
  const found: string[] = [];
  for (const name of Object.keys(expected) as CollectionName[]) {
    for (const [id, text] of expected[name]) {
      const other = actual[name].get(id);
      if (other === undefined) found.push(`${what}: ${name}/${id} is missing`);
      else if (other !== text) found.push(`${what}: ${name}/${id} says ${other}, the shop ${text}`);
    }
    for (const id of actual[name].keys())
      if (!expected[name].has(id)) found.push(`${what}: ${name}/${id} is there, and not in the shop`);
  }
  return found.slice(0, 5);
}
