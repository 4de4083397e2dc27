import { canonicalJson, type RecordName, type Sale } from '@tidemark/schema';
import { shop, type SmallShop } from '../small-shop.ts';
import type { TillDatabase } from '../till-database.ts';

/** Where the database differs from the shop and its server, by content and not by digest. */
export async function differences(
  small: SmallShop,
  till: TillDatabase,
  sold: ReadonlyMap<string, Sale>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const name of ['products', 'inventoryLevels'] as const)
    failures.push(
      ...between(name, textsOf([...(small.truth.get(name)?.values() ?? [])]), await held(till, name)),
    );
  const carts = await stored(small, 'carts');
  failures.push(...between('carts', carts, await held(till, 'carts')));
  const sales = await stored(small, 'sales');
  const heldSales = await held(till, 'sales');
  for (const [id, text] of sales)
    if (heldSales.get(id) !== text)
      failures.push(`sale ${id} is ${heldSales.get(id)} here, and ${text} there`);
  for (const [id, sale] of sold) {
    const there = sales.get(id);
    // Without the fields that the server adds: a sale of an item that the shop never had is stored, with flaws.
    const written = there && textOf({ ...(JSON.parse(there) as object), submission: null, flaws: undefined });
    if (written !== textOf(sale)) failures.push(`the server has ${there} of the sale ${id}`);
  }
  return failures;
}

/** A document without what RxDB or the mirror adds. */
export function plain(document: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(document).filter(([key]) => !key.startsWith('_') && key !== 'rev' && key !== 'asOf'),
  );
}

function between(name: string, expected: Map<string, string>, actual: Map<string, string>): string[] {
  const failures: string[] = [];
  for (const [id, text] of expected)
    if (actual.get(id) !== text)
      failures.push(`${name} ${id} is ${actual.get(id)} here, and should be ${text}`);
  for (const id of actual.keys()) if (!expected.has(id)) failures.push(`${name} ${id} should not be here`);
  return failures.slice(0, 3);
}

async function held(till: TillDatabase, name: 'products' | 'inventoryLevels' | 'sales' | 'carts') {
  const documents = await till.collection(name).find().exec();
  return textsOf(documents.map(each => each.toJSON()));
}

async function stored(small: SmallShop, name: RecordName): Promise<Map<string, string>> {
  const { documents } = await small.store.records.changesAfter(shop, name, '', undefined, 1000);
  return textsOf(documents.map(text => JSON.parse(text) as object));
}

function textsOf(documents: readonly object[]): Map<string, string> {
  return new Map(documents.map(each => [(each as { id: string }).id, textOf(each)]));
}

function textOf(document: object): string {
  return canonicalJson(plain(document));
}
