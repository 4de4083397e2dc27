import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isInJournal, verifyJournal, type JournalRecord, type Keys } from '@tidemark/journal';
import type { Sale } from '@tidemark/schema';
import type { CustomerEntry, SaleDraft, Till } from '@tidemark/till';
import { memoryKeyPlace } from '@tidemark/till/testing';
import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { Path } from './path.ts';

const shop = 'tidemark-demo.myshopify.com';
const words = [
  'Wendeltreppe',
  'hinterhofklingel@example.com',
  'Zwiebelkuchen',
  'Jalousie',
  'Tischreservierung',
];

function draftAt(till: Till, customerId: string | null, note: string | null): SaleDraft {
  const [product] = till.catalogue.search('', 40).products;
  const [variant] = product?.variants ?? [];
  if (!product || !variant) throw new Error('the till has nothing to sell');
  const item = {
    ...{ productId: product.id, variantId: variant.id, inventoryItemId: variant.inventoryItemId },
    ...{ title: product.title, variantTitle: null, sku: variant.sku },
    ...{ unitPrice: variant.price, taxable: variant.taxable },
  };
  const lines = [{ id: variant.id, item, quantity: 1, note: note && words[3]! }];
  return { lines, discount: null, customerId, note, cartId: null };
}

async function sell(till: Till, customer: CustomerEntry): Promise<Sale> {
  const draft = draftAt(till, customer.id, words[2]!);
  const amount = till.selling.quote(draft).due.total;
  const result = await till.selling.sell(draft, [{ kind: 'cash', amount, reference: null }]);
  if (result.kind !== 'sold') throw new Error(result.message);
  return result.entry.sale;
}

/** The files under a folder, backups left out, that have one of the words. */
function filesWith(folder: string, some: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true })
    .map(each => join(folder, String(each)))
    .filter(path => statSync(path).isFile() && !path.includes('/backups/'))
    .filter(path => {
      const bytes = readFileSync(path);
      return some.some(word => bytes.includes(word));
    });
}

/** What a till shows of its records and customers, as text. */
async function shownBy(till: Till, saleIds: readonly string[]): Promise<string> {
  const carts = await firstValueFrom(till.selling.carts$);
  const sales = await firstValueFrom(till.selling.sales$);
  const found = words.map(word => till.selling.searchCustomers(word, 10));
  return JSON.stringify([carts, sales, saleIds.map(id => till.selling.sale(id)), found]);
}

test('[W20] after an erasure the words are in no file of the server and on no till, and the journal verifies', async () => {
  await using path = await Path.open();
  let isOnline = true;
  const one = await path.readyTill({ keyPlace: memoryKeyPlace() } as never);
  // Tills of one page need different servers, since their databases are named after the server.
  const server = 'http://two.tidemark.test';
  const two = await path.readyTill({
    ...{ server, keyPlace: memoryKeyPlace() },
    fetch: (input: RequestInfo | URL, init?: RequestInit) =>
      isOnline
        ? fetch((input as string).toString().replace(server, path.server.origin), init)
        : Promise.reject(new TypeError('fetch failed')),
  } as never);
  const made = await one.selling.addCustomer({ firstName: words[0]!, email: words[1]! });
  const sale = await sell(one, made);
  await one.selling.park(draftAt(one, made.id, null), words[4]!);
  const { records, register, privacy } = path.server.store;
  const idInShopify = async () =>
    [...path.simulator.store.customers.values()].find(each => each.email === words[1])?.id;
  await expect
    .poll(async () => (await records.find(shop, 'sales', sale.id))?.submission?.state, { timeout: 20_000 })
    .toBe('accepted');
  await expect.poll(() => shownBy(two, [sale.id])).toContain(words[2]!);
  await expect.poll(() => shownBy(two, [sale.id])).toContain(words[4]!);
  const customerId = (await idInShopify())!;
  await expect.poll(() => two.selling.customer(customerId)?.email, { timeout: 10_000 }).toBe(words[1]);
  const { mirror } = path.server.store;
  const mirrored = async (collection: 'customers' | 'orders', id: string) =>
    (await mirror.documents(shop, collection, '', [id])).documents.join('');
  await expect.poll(() => mirrored('customers', customerId), { timeout: 20_000 }).toContain(words[1]!);
  const { submission } = (await records.find(shop, 'sales', sale.id))!;
  const orderId = submission?.state === 'accepted' ? submission.orderId : '';
  await expect.poll(() => mirrored('orders', orderId), { timeout: 20_000 }).toContain(customerId);
  expect(filesWith(path.folder, words)).not.toEqual([]);
  // The second till continues offline: what it writes of the customer arrives after the erasure.
  isOnline = false;
  const late = await sell(two, two.selling.customer(customerId)!);
  await two.selling.park(draftAt(two, customerId, null), words[4]!);

  path.simulator.comply({ topic: 'customers/redact', customerId });

  await expect.poll(async () => (await privacy.redactions(shop)).length, { timeout: 10_000 }).toBe(1);
  await path.ingest.idle();
  expect(filesWith(path.folder, words)).toEqual([]);
  await expect
    .poll(() => shownBy(one, [sale.id]), { timeout: 10_000 })
    .not.toMatch(new RegExp(words.join('|')));

  isOnline = true;
  await two.sync('manual');
  await expect
    .poll(async () => records.find(shop, 'sales', late.id), { timeout: 20_000 })
    .toMatchObject({
      details: null,
    });
  await expect
    .poll(() => shownBy(two, [sale.id, late.id]), { timeout: 20_000 })
    .not.toMatch(new RegExp(words.join('|')));
  await expect
    .poll(async () => (await records.find(shop, 'sales', late.id))?.submission?.state, { timeout: 20_000 })
    .toBe('accepted');
  await path.ingest.idle();
  expect(filesWith(path.folder, words)).toEqual([]);

  const log = path.logged.join('');
  expect(log).not.toMatch(new RegExp(words.join('|')));
  const since = log.slice(log.indexOf('"msg":"erased"') - 300);
  expect(since).toContain('"msg":"erased"');
  expect(since.slice(since.indexOf('\n'))).not.toContain(`"${customerId}"`);

  const stored = await Promise.all([sale, late].map(({ id }) => records.find(shop, 'sales', id)));
  const journal = stored.filter((each): each is JournalRecord => each !== undefined && isInJournal(each));
  expect(journal).toHaveLength(2);
  const keys = new Map(
    (await register.tillKeys(shop)).map(({ keyId, tillId, key }) => [keyId, { tillId, key }] as const),
  ) as unknown as Keys;
  for (const record of journal) expect(await verifyJournal([record], keys)).toMatchObject({ findings: [] });
}, 60_000);
