import { edit } from '@tidemark/convergence/edits';
import { differences, expectedPicture, textOf, type Picture } from '@tidemark/convergence/expected';
import { Path } from '@tidemark/convergence/path';
import {
  connectTidemark,
  replicateTidemark,
  tidemarkCollections,
  type TidemarkConnection,
  type TidemarkReplication,
} from '@tidemark/rxdb-replication';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { createRxDatabase, type RxDatabase, type RxStorage } from 'rxdb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storages } from './storages.ts';

const shop = 'tidemark-demo.myshopify.com';
const names = [...collectionNames, 'sales'] as const;

let path: Path;
beforeAll(async () => {
  path = await Path.open({ products: 25 });
  await path.imported();
});
afterAll(() => path[Symbol.asyncDispose]());

/** A page of a third-party application, opened and signed in. */
async function openPage(name: string, storage: RxStorage<unknown, unknown>) {
  const database: RxDatabase = await createRxDatabase({ name, storage, multiInstance: false });
  await database.addCollections(tidemarkCollections(names) as never);
  const connection: TidemarkConnection = connectTidemark({
    server: path.server.origin,
    shop,
    reconnectMs: 50,
  });
  const replications = new Map<string, TidemarkReplication>(
    names.map(each => [
      each,
      replicateTidemark(database.collections[each] as never, {
        connection,
        name: each,
        batchSize: 10,
        retryMs: 50,
        waitForLeadership: false,
      }),
    ]),
  );
  await connection.signIn({ staff: 'demo', pin: '1234', till: { id: `till-${name}` } });
  return {
    database,
    connection,
    replications,
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await database.close();
    },
  };
}

type Page = Awaited<ReturnType<typeof openPage>>;

async function picture({ database }: Page): Promise<Picture> {
  const entries = collectionNames.map(async (name: CollectionName) => {
    const documents = await database.collections[name]?.find().exec();
    return [name, new Map(documents?.map(each => [each.primary, textOf(name, each.toJSON())]))] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Picture;
}

async function provedEqual(page: Page): Promise<void> {
  const { connection, replications } = page;
  await connection.sync();
  for (const each of replications.values())
    expect(await each.verify()).toMatchObject({ repaired: 0, unsent: 0 });
  const location = [...path.simulator.store.locations.keys()][0] ?? '';
  const expected = expectedPicture(path.simulator, location, path.simulator.now());
  expect(differences('RxDB', expected, await picture(page))).toEqual([]);
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await isSo()) return;
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error('it never came');
}

test.each(['memory', 'dexie', 'chunklog'] as const)(
  '[X11] from Shopify into stock RxDB over HTTP: edits, deletions, reloads, another history, a sale: %s',
  async storageName => {
    const storage = storages[storageName]();
    {
      await using page = await openPage(storageName, storage);
      await provedEqual(page);
      edit(path.simulator, 'product-title', 3, 77);
      await until(async () => {
        const titles = await page.database.collections['products']?.find().exec();
        return titles?.some(each => (each.toJSON() as { title?: string }).title === 'Renamed 77') ?? false;
      });
      await page.database.collections['sales']?.insert(
        aSale({ id: `sale-${storageName}`, tillId: `till-${storageName}`, shop }),
      );
      await until(async () => {
        const sale = await page.database.collections['sales']?.findOne(`sale-${storageName}`).exec();
        return (
          (sale?.toJSON() as { submission?: { state?: string } } | undefined)?.submission?.state !== undefined
        );
      });
    }
    for (const what of ['product-delete', 'customer-add', 'stock', 'order-edit'] as const)
      edit(path.simulator, what, 2, 5);
    {
      await using page = await openPage(storageName, storage);
      await provedEqual(page);
    }
    await path.server.store.mirror.beginHistory(shop);
    edit(path.simulator, 'product-delete', 4, 5);
    await using page = await openPage(storageName, storage);
    await provedEqual(page);
  },
);
