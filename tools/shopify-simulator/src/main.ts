import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultScopes } from './api/access.ts';
import { listen } from './listen.ts';
import { ShopFile } from './shop/shop-file.ts';
import { ShopifySimulator } from './simulator.ts';

const port = Number(process.env['SIMULATOR_PORT'] ?? 4001);
const host = process.env['HOST'] ?? '127.0.0.1';
const products = Number(process.env['DEMO_PRODUCTS'] ?? 500);
if (!Number.isInteger(products) || products < 0) throw new Error('DEMO_PRODUCTS must be a whole number');
const folder = process.env['DATA_DIR'] ?? 'data';
const file = join(folder, `demo-shop-${products}.json`);
mkdirSync(folder, { recursive: true });

const saved = ShopFile.read(file);
const simulator = new ShopifySimulator({
  products,
  // At a standard plan's rate a large shop takes minutes to read; the demo is on the largest plan.
  throttle: { maximumAvailable: 20_000, restoreRate: 1000 },
  // A third of the demo's orders are older than the 60 days that tills hold: a search finds them.
  scopes: [...defaultScopes, 'read_all_orders'],
  ...(saved ? { records: saved.records, subscriptions: saved.subscriptions } : {}),
});

// No webhook is lost and no subscription removed, however long the server is down.
if (process.env['WEBHOOK_PATIENCE'] === 'endless') {
  simulator.webhooks.retryLimit = Infinity;
  simulator.webhooks.retryDelayMs = attempt => Math.min(4000, 250 * 2 ** attempt);
}

const kept = new ShopFile(file, simulator.store, () => simulator.webhooks.list());

let timer: NodeJS.Timeout | undefined;
simulator.store.onWrite(() => {
  timer ??= setTimeout(() => {
    timer = undefined;
    void kept.save();
  }, 1000);
});

try {
  const server = await listen(simulator.fetch, port, host);
  simulator.origin = server.origin;
  console.log(`Shopify simulator: ${server.origin} (${simulator.store.products.size} products)`);
  const stop = async (): Promise<void> => {
    clearTimeout(timer);
    await server.close();
    await simulator[Symbol.asyncDispose]();
    await kept.save();
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
