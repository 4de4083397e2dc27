import { connectTo, mirrorDatabase, onPostgres } from '@tidemark/mirror/testing';
import type { Sale } from '@tidemark/schema';
import { expect, test } from 'vitest';
import { ConnectingWorld } from './many-shops.ts';
import { offered, Path } from './path.ts';
import { Pusher } from './pusher.ts';
import { openSelling, ordersOf } from './selling-path.ts';

/** Ends all other connections of a database, as a server that stops does. */
const endAll = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

onPostgres(() => {
  test('[A97] a till holds what the shop holds, and hears of changes, also after the database was away', async () => {
    await using database = await mirrorDatabase();
    await using path = await Path.open({}, { DATABASE_URL: database.url });
    const till = await path.readyTill();
    expect(offered(till)).toEqual(path.expected());
    await using admin = await connectTo(database);
    const [first, second] = path.simulator.store.records().products;

    path.simulator.store.saveProduct({ ...first!, title: 'Before' });
    await expect.poll(() => till.catalogue.product(first!.id)?.title).toBe('Before');
    await admin.query(endAll);
    path.simulator.store.saveProduct({ ...second!, title: 'After' });

    await expect.poll(() => till.catalogue.product(second!.id)?.title, { timeout: 15_000 }).toBe('After');
    expect(offered(till)).toEqual(path.expected());
  });

  test('[A97] the server ends between the order and our record of it: one order, and the sale is kept', async () => {
    await using database = await mirrorDatabase();
    const { path, till, sell } = await openSelling({}, { DATABASE_URL: database.url });
    await using _ = path;
    path.simulator.arm([{ kind: 'latency', ms: 700, when: 'after', operation: 'CreateOrder' }]);
    await till.push('sales', sell('sale-0001', 0));
    await expect.poll(() => ordersOf(path, 'sale-0001').length).toBe(1);

    await path.restartServer();
    path.simulator.arm([]);

    const again = await Pusher.signIn(path, 'till-0001');
    const sale = await again.settled<Sale>('sales', 'sale-0001');
    expect(sale.submission).toMatchObject({ state: 'accepted' });
    expect(ordersOf(path, 'sale-0001')).toHaveLength(1);
  });

  test('[A97] shops are connected, left and erased as in a file', async () => {
    await using database = await mirrorDatabase();
    await using world = await ConnectingWorld.open({ DATABASE_URL: database.url });
    const shop = 'bakery.myshopify.com';
    const read = async () => (await world.server.shops.ingests.get(shop)?.catchUp(''))?.shopify;
    await world.connect(shop);
    await expect.poll(read).toBe('read');
    await world.restart({ DATABASE_URL: database.url });
    await expect.poll(read).toBe('read');
    const of = world.shops.shop('bakery');

    of.uninstall();
    await expect
      .poll(async () => (await world.server.store.connections.of(shop))?.uninstalledAt)
      .toBeGreaterThan(0);
    of.comply({ topic: 'shop/redact' });

    await expect.poll(async () => (await world.server.store.register.shops()).includes(shop)).toBe(false);
    await world.connect(shop);
    await expect.poll(read).toBe('read');
  });
});
