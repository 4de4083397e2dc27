/**
 * What a first sync costs in stock RxDB, beside the till's own way, in one process: products of one variant from the
 * real server's routes, without sockets. Then one live edit, and the digest over all that is stored. `BENCH_PRODUCTS`
 * sizes it.
 */
import { memoryKeep, memoryStorage, openMemoryTill } from '@tidemark/till/testing';
import { SmallShop, shop as shopName } from './small-shop.ts';
import { storages } from './storages.ts';
import { TillDatabase } from './till-database.ts';

const products = Number(process.env['BENCH_PRODUCTS'] ?? 10_000);
const shop = await SmallShop.open(0);
for (let start = 0; start < products; start += 1000)
  await shop.putProducts(
    Array.from({ length: Math.min(1000, products - start) }, (_, n) => start + n),
    1,
  );
const fetchPlain: typeof fetch = async (input, init) => {
  const path = new URL(input instanceof Request ? input.url : input).pathname;
  return path === '/api/session' ? Response.json(await shop.session('till-own0')) : shop.fetch(input, init);
};

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

/** Raw: pages from the server's routes, parsed and dropped. No storage can be faster than this. */
const raw = await timed(async () => {
  const { token } = await shop.session('till-raw0');
  for (const name of ['products', 'inventoryLevels'])
    for (let place = ''; ;) {
      const url = `http://server.test/api/replication/${name}/pull?limit=1000${place}`;
      const answer = await shop.fetch(url, { headers: { authorization: `Bearer ${token}` } });
      const page = (await answer.json()) as { digest?: unknown; checkpoint: string };
      if (page.digest !== undefined) break;
      place = `&checkpoint=${encodeURIComponent(page.checkpoint)}`;
    }
});
console.log(`${products} products and levels, pages of 1000; reading the pages alone: ${raw.toFixed(0)} ms`);

const till = await openMemoryTill({
  server: 'http://server.test',
  shop: shopName,
  keep: memoryKeep(),
  rxStorage: memoryStorage(),
  fetch: fetchPlain,
});
const own = await timed(async () => {
  await till.signIn('world', '0000');
  const { outcome, detail } = await till.sync('manual');
  if (outcome !== 'up-to-date') throw new Error(detail);
});
await till[Symbol.asyncDispose]();
report('the till’s own way (verified), chunklog in memory', own);

for (const name of ['chunklog-in-memory', 'memory', 'chunklog', 'dexie'] as const) {
  await using page = await TillDatabase.open({
    name: `bench-${name}`,
    storage: storages[name](),
    fetch: shop.fetch,
    session: await shop.session('till-aaaa'),
    batchSize: 1000,
  });
  const first = await timed(() => page.connection.sync());
  const live = await timed(async () => {
    const changed = new Promise(resolve =>
      page
        .collection('products')
        .findOne('p7')
        .$.subscribe(each => each?.title.endsWith(name) && resolve(each)),
    );
    await shop.put('products', { ...(shop.truth.get('products')?.get('p7') ?? {}), title: `live ${name}` });
    await changed;
  });
  const verified = await timed(() => page.of('products').verify());
  report(`stock RxDB, ${name}`, first, `a live edit ${live.toFixed(0)} ms, verify ${verified.toFixed(0)} ms`);
}
await shop[Symbol.asyncDispose]();
process.exit(0);

function report(what: string, ms: number, more = ''): void {
  console.log(`${what}: ${ms.toFixed(0)} ms, ${(ms / own).toFixed(1)} × the till’s own way; ${more}`);
}
