import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keyIdOf, RedactionWalk, verifyJournal, type JournalRecord } from '@tidemark/journal';
import { restoreMirror, type MirrorStore } from '@tidemark/mirror';
import type { Sale } from '@tidemark/schema';
import type { CustomerEntry, SaleDraft, Till } from '@tidemark/till';
import { memoryKeyPlace } from '@tidemark/till/testing';
import { expect, test } from 'vitest';
import { Path } from './path.ts';

const shop = 'tidemark-demo.myshopify.com';
const words = ['Wendeltreppe', 'hinterhofklingel@example.com', 'Zwiebelkuchen', 'Jalousie'];

async function sell(till: Till, customer: CustomerEntry): Promise<Sale> {
  const [product] = till.catalogue.search('', 40).products;
  const [variant] = product?.variants ?? [];
  if (!product || !variant) throw new Error('the till has nothing to sell');
  const item = {
    ...{ productId: product.id, variantId: variant.id, inventoryItemId: variant.inventoryItemId },
    ...{ title: product.title, variantTitle: null, sku: variant.sku },
    ...{ unitPrice: variant.price, taxable: variant.taxable },
  };
  const lines = [{ id: variant.id, item, quantity: 1, note: words[3]! }];
  const draft: SaleDraft = { lines, discount: null, customerId: customer.id, note: words[2]!, cartId: null };
  const amount = till.selling.quote(draft).due.total;
  const result = await till.selling.sell(draft, [{ kind: 'cash', amount, reference: null }]);
  if (result.kind !== 'sold') throw new Error(result.message);
  return result.entry.sale;
}

/** The files under a folder that have one of the words, except backups and the mirror that a restore set aside. */
function filesWithWords(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(each => join(folder, String(each)))
    .filter(path => statSync(path).isFile() && !/backups|copy\.sqlite|kept\.sqlite/.test(path))
    .filter(path => {
      const bytes = readFileSync(path);
      return words.some(word => bytes.includes(word));
    });
}

/** The ids that verified redaction records name. */
async function namedBy({ privacy }: MirrorStore): Promise<ReadonlySet<string>> {
  const keys = new Map((await privacy.serverKeys()).map(key => [keyIdOf(key), key] as const));
  const walk = new RedactionWalk(keys, shop);
  const records = await privacy.redactionRecords(shop, 0, 1_000);
  for (const [n, each] of records.entries()) await walk.add(each, n + 1);
  expect(walk.report().findings).toEqual([]);
  return walk.report().named;
}

test('[W24] a restored server erases again what its copy has, and what a till pushes that never heard of it', async () => {
  await using path = await Path.open();
  let isOnline = true;
  const one = await path.readyTill({ keyPlace: memoryKeyPlace() } as never);
  const server = 'http://two.tidemark.test';
  const two = await path.readyTill({
    ...{ server, keyPlace: memoryKeyPlace() },
    fetch: (input: RequestInfo | URL, init?: RequestInit) =>
      isOnline
        ? fetch((input as string).toString().replace(server, path.server.origin), init)
        : Promise.reject(new TypeError('fetch failed')),
  } as never);
  const stored = (id: string) => path.server.store.records.find(shop, 'sales', id);
  const isSold = async (id: string) =>
    expect.poll(async () => (await stored(id))?.submission?.state, { timeout: 20_000 }).toBe('accepted');
  const made = await one.selling.addCustomer({ firstName: words[0]!, email: words[1]! });
  const copied = await sell(one, made);
  await isSold(copied.id);
  const customerId = [...path.simulator.store.customers.values()].find(each => each.email === words[1])!.id;
  await expect.poll(() => two.selling.customer(customerId)?.email, { timeout: 20_000 }).toBe(words[1]);
  const copy = join(path.folder, 'copy.sqlite');
  await path.server.store.backUp(copy);
  const lost = await sell(two, two.selling.customer(customerId)!);
  await isSold(lost.id);
  isOnline = false;
  const unsent = await sell(two, two.selling.customer(customerId)!);
  path.simulator.comply({ topic: 'customers/redact', customerId });
  await expect
    .poll(async () => (await path.server.store.privacy.redactions(shop)).length, { timeout: 10_000 })
    .toBe(1);
  await path.ingest.idle();
  expect([...(await namedBy(path.server.store))].toSorted()).toEqual([copied.id, lost.id].toSorted());

  await path.restartServer(async file => {
    await restoreMirror({
      ...{ backup: copy, file, keepAs: join(path.folder, 'kept.sqlite') },
      newEpoch: () => crypto.randomUUID(),
    });
  });
  await expect
    .poll(async () => (await path.server.store.privacy.redactions(shop)).length, { timeout: 20_000 })
    .toBe(1);
  isOnline = true;
  const ids = [copied.id, lost.id, unsent.id];
  await expect
    .poll(
      async () => {
        await Promise.all([one, two].map(each => each.sync('manual')));
        return (await Promise.all(ids.map(stored))).map(each => each?.details);
      },
      { timeout: 30_000 },
    )
    .toEqual([null, null, null]);
  for (const id of ids) await isSold(id);
  await path.ingest.idle();

  expect(filesWithWords(path.folder)).toEqual([]);
  expect([...(await namedBy(path.server.store))].toSorted()).toEqual(ids.toSorted());
  for (const till of [one, two])
    await expect
      .poll(() => JSON.stringify(ids.map(id => till.selling.sale(id))), { timeout: 10_000 })
      .not.toMatch(new RegExp(words.join('|')));
  const sales = (await Promise.all(ids.map(stored))) as JournalRecord[];
  const keys = new Map(
    (await path.server.store.register.tillKeys(shop)).map(each => [each.keyId, each] as const),
  );
  const redacted = await namedBy(path.server.store);
  for (const tillId of new Set(sales.map(each => each.tillId))) {
    const own = sales.filter(each => each.tillId === tillId);
    expect(await verifyJournal(own, keys, { redacted })).toMatchObject({ findings: [] });
  }
}, 120_000);
