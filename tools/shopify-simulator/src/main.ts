import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultScopes } from './api/access.ts';
import { generateDemoShop } from './demo/index.ts';
import { listen } from './listen.ts';
import { ManyShops } from './many-shops.ts';
import { ShopFile } from './shop/shop-file.ts';
import type { ShopRecords } from './shop/records.ts';
import { ShopifySimulator } from './simulator.ts';

const port = Number(process.env['SIMULATOR_PORT'] ?? 4001);
const host = process.env['HOST'] ?? '127.0.0.1';
const products = countIn('DEMO_PRODUCTS', 500);
const otherProducts = countIn('DEMO_OTHER_PRODUCTS', 50);
const folder = process.env['DATA_DIR'] ?? 'data';
mkdirSync(folder, { recursive: true });

function countIn(name: string, otherwise: number): number {
  const count = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(count) || count < 0) throw new Error(`${name} must be a whole number`);
  return count;
}

const files: ShopFile[] = [];
const timers = new Set<NodeJS.Timeout>();

/** A shop as it was saved, or a new one; saved a second after each change. */
function openShop(fileName: string, fresh: () => ShopRecords): ShopifySimulator {
  const file = join(folder, fileName);
  const saved = ShopFile.read(file);
  const shop = new ShopifySimulator({
    records: saved?.records ?? fresh(),
    // At a standard plan's rate a large shop takes minutes to read; the demo is on the largest plan.
    throttle: { maximumAvailable: 20_000, restoreRate: 1000 },
    // A third of the demo's orders are older than the 60 days that tills hold: a search finds them.
    scopes: [...defaultScopes, 'read_all_orders'],
    ...(saved ? { subscriptions: saved.subscriptions } : {}),
    ...(saved?.tokens ? { tokens: saved.tokens } : {}),
  });
  // No webhook is lost and no subscription removed, however long the server is down.
  if (process.env['WEBHOOK_PATIENCE'] === 'endless') {
    shop.webhooks.retryLimit = Infinity;
    shop.webhooks.retryDelayMs = attempt => Math.min(4000, 250 * 2 ** attempt);
  }
  const kept = new ShopFile(
    file,
    shop.store,
    () => shop.webhooks.list(),
    () => shop.tokens.saved(),
  );
  files.push(kept);
  let timer: NodeJS.Timeout | undefined;
  shop.store.onWrite(() => {
    timer ??= setTimeout(() => {
      timers.delete(timer as NodeJS.Timeout);
      timer = undefined;
      void kept.save();
    }, 1000);
    timers.add(timer);
  });
  return shop;
}

/** Another shop than the demo's: its own name, and products in an order of its own. */
function otherShop(name: string): ShopRecords {
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7);
  const records = generateDemoShop({ seed, products: otherProducts, now: Date.now() });
  const title = name
    .split('-')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  return { ...records, shop: { ...records.shop, name: title, domain: `${name}.myshopify.com` } };
}

const first = openShop(`demo-shop-${products}.json`, () =>
  generateDemoShop({ seed: 1, products, now: Date.now() }),
);
const shops = new ManyShops({ first, open: name => openShop(`shop-${name}.json`, () => otherShop(name)) });

try {
  const server = await listen(shops.fetch, port, host);
  shops.origin = server.origin;
  console.log(`Shopify simulator: ${server.origin} (${first.store.products.size} products)`);
  const stop = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    await server.close();
    await shops[Symbol.asyncDispose]();
    for (const file of files) await file.save();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'EADDRINUSE') throw error;
  console.error(`Port ${port} is taken. Set SIMULATOR_PORT to another one.`);
  process.exit(1);
}
