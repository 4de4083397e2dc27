/**
 * A bulk price change: 200 webhooks a second for a minute, one for each of 12,000 products, with tills connected by
 * stream. The simulator is in this process, the server and the tills in their own, the sending of webhooks in a thread.
 * All share the machine's processors, and the server's wait for one is not its own time: so each side's times are
 * printed beside its own event loop's delay. Meanwhile strangers guess PINs, sixty at once. `BENCH_SECONDS`,
 * `BENCH_TILLS`, `BENCH_RATE` and `BENCH_GUESSES` change its size.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { freePort } from '@tidemark/browser/ports';
import { RunningProcess } from '@tidemark/browser/process';
import { startShopifySimulator } from '@tidemark/shopify-simulator';
import { Reader } from '../reader.ts';
import { TillProcess } from './storm-children.ts';
import type { Guesses } from './storm-guesses.ts';
import { readServer, serverWords } from './storm-server.ts';
import { TimedPosts } from './storm-wire.ts';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);
const rate = Number(process.env['BENCH_RATE'] ?? 200);
/** RxDB lets one process have 16 collections open; a till has six. */
const tillCount = Number(process.env['BENCH_TILLS'] ?? 2);
const newPrice = 1234;
/** Wrong sign-ins under way at once. */
const guessesAtOnce = Number(process.env['BENCH_GUESSES'] ?? 60);

await using posts = new TimedPosts(rate * 1.1);
const { simulator, origin, close } = await startShopifySimulator({
  products: seconds * rate,
  fetch: posts.fetch,
  throttle: { maximumAvailable: 20_000, restoreRate: 1000 },
});
const folder = mkdtempSync(join(tmpdir(), 'storm-bench-'));
const port = await freePort();
const server = new RunningProcess('apps/server/src/main.ts', {
  HOST: '127.0.0.1',
  PORT: String(port),
  DATA_DIR: folder,
  SHOPIFY_API_ORIGIN: origin,
  LOG_LEVEL: 'error',
  // Gives each stranger an address, as behind a proxy: from one address, most would be refused before any hash is
  // computed.
  TRUST_PROXY: '1',
});
// Shopify, tills and strangers are other machines. Here they share the server's processors, so the server gets a higher
// priority. Children and threads that start from here on inherit this; the sender has started already.
setPriority(10);
const serverOrigin = `http://127.0.0.1:${port}`;
await server.answers(`${serverOrigin}/readyz`);
const reader = await Reader.signIn(serverOrigin);
await reader.audit();
using tills = new TillProcess();
tills.order({ kind: 'open', origin: serverOrigin, count: tillCount });
await tills.said('ready');

const products = [...simulator.store.products.values()];
const before = await requests();
posts.posts = [];
await posts.lateMs();
const serverBefore = await readServer(serverOrigin, server.pid);
tills.order({ kind: 'expect', ids: active(), price: newPrice });
const converged = tills.said('converged', tillCount);
const strangers = new Worker(new URL('storm-guesses.ts', import.meta.url), {
  workerData: { origin: serverOrigin, atOnce: guessesAtOnce },
});
const guesses = new Promise<Guesses>(resolve => strangers.once('message', resolve));
const startedAt = Date.now();
for (const [n, product] of products.entries()) {
  const due = startedAt + (n / rate) * 1000;
  const early = due - Date.now();
  if (early > 0) await sleep(early);
  const variant = simulator.store.variantsOf(product)[0];
  if (variant) simulator.store.saveVariant({ ...variant, price: (newPrice / 100).toFixed(2) }, true);
  simulator.store.saveProduct(product);
}
const endedAt = Date.now();
strangers.postMessage('enough');
const serverAfter = await readServer(serverOrigin, server.pid);
const senderLateMs = await posts.lateMs();
const waits = (await converged).map(each => Math.max(0, each.at - endedAt));
await reader.drained();
const after = await requests();
tills.order({ kind: 'check' });
const [checked] = await tills.said('checked');

const times = posts.posts.map(each => each.ms).sort((a, b) => a - b);
const at = (share: number) => `${(times[Math.ceil(times.length * share) - 1] ?? 0).toFixed(1)} ms`;
const refused = posts.posts.filter(each => each.status !== 200).length;
console.log(
  `${times.length.toLocaleString('en')} webhooks in ${((endedAt - startedAt) / 1000).toFixed(1)} s, ${refused} not answered 200`,
);
console.log(
  `answered, seen by the sender: p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)}; its own event loop late by ${senderLateMs.toFixed(0)} ms at p99`,
);
console.log(`answered, seen by the server: ${serverWords(serverBefore, serverAfter, 50)}`);
const answers = Object.entries(await guesses).map(([status, count]) => `${count} × ${status}`);
console.log(`wrong sign-ins meanwhile, ${guessesAtOnce} at once: ${answers.join(', ')}`);
const reads = new Map([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]));
const total = [...reads.values()].reduce((sum, each) => sum + each, 0);
console.log(
  `reads of Shopify: ${total}, one for ${(products.length / total).toFixed(0)} changed products: ${[...reads]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
);
console.log(
  `${tillCount} tills showed every new price ${waits.map(ms => `${(ms / 1000).toFixed(2)} s`).join(', ')} after the last change; repaired by their check: ${checked?.repaired}`,
);
await server.stop();
await close();
rmSync(folder, { recursive: true, force: true });

/** Tills show only active products. */
function active(): string[] {
  return products.filter(each => each.status === 'ACTIVE').map(each => each.id);
}

async function requests(): Promise<Map<string, number>> {
  const report = (await (await fetch(`${origin}/_sim/report`)).json()) as {
    requests: Record<string, number>;
  };
  return new Map(Object.entries(report.requests));
}
