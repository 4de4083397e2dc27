import { rmSync } from 'node:fs';
import { moveMirror } from '@tidemark/mirror';
import { mirrorDatabase, onPostgres } from '@tidemark/mirror/testing';
import type { Sale } from '@tidemark/schema';
import { expect, test } from 'vitest';
import { offered } from './path.ts';
import { openSelling, ordersOf } from './selling-path.ts';

onPostgres(() => {
  test('[M70] tills go on where they were after the mirror moved to PostgreSQL and back', async () => {
    await using database = await mirrorDatabase();
    const { path, till: pusher, sell } = await openSelling();
    await using _ = path;
    const till = await path.readyTill();
    const { domain } = path.simulator.store.shop;
    const epoch = async () => (await path.server.store.mirror.heads(domain, '')).products.epoch;
    const move = (to: 'sqlite' | 'postgres') =>
      moveMirror({
        ...{ dataDir: path.folder, databaseUrl: database.url, to, now: Date.now() },
        ...{ newId: () => `to ${to}`, newEpoch: () => `epoch ${to}` },
      });
    const history = await epoch();
    const sale = sell('sale-0001', 0);
    await pusher.push('sales', sale);
    await pusher.settled<Sale>('sales', 'sale-0001');
    const [first, second] = path.simulator.store.records().products;

    await path.restartServer(async () => void (await move('postgres')), { DATABASE_URL: database.url });
    path.simulator.store.saveProduct({ ...first!, title: 'In PostgreSQL' });

    await expect.poll(() => till.catalogue.product(first!.id)?.title).toBe('In PostgreSQL');
    // As a till does that heard no answer.
    await pusher.push('sales', sale);
    await pusher.push('sales', sell('sale-0002', 1));
    await pusher.settled<Sale>('sales', 'sale-0002');
    expect(await epoch()).toBe(history);

    await path.restartServer(
      async file => {
        rmSync(file);
        await move('sqlite');
      },
      { DATABASE_URL: '' },
    );
    path.simulator.store.saveProduct({ ...second!, title: 'In a file' });

    await expect.poll(() => till.catalogue.product(second!.id)?.title).toBe('In a file');
    expect(await epoch()).toBe(history);
    expect(offered(till)).toEqual(path.expected());
    expect(['sale-0001', 'sale-0002'].map(id => ordersOf(path, id).length)).toEqual([1, 1]);
    expect(await pusher.document('sales', 'sale-0001')).toMatchObject({ submission: { state: 'accepted' } });
  });
});
