/**
 * How long the server's event loop is held at most: while it imports a large shop, and while it audits it and is backed up, with a
 * till that reads everything all the while. By the clock, and by the processor's time of the thread alone, which nobody else on
 * the machine has a part in: that is to be 50 ms at most. `BENCH_PRODUCTS` sizes the shop (default 25,000).
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { longMs, type Holds } from './holds-watch.ts';
import { Premises } from './premises.ts';
import { Reader } from './reader.ts';

const products = Number(process.env['BENCH_PRODUCTS'] ?? 25_000);
const patienceMs = 900_000;
const watch = new URL('./holds-watch.ts', import.meta.url).href;

await using premises = await Premises.open({ products });
const file = join(premises.folder, 'holds.json');

{
  const server = await premises.startServer(env());
  const reader = await Reader.signIn(premises.origin, patienceMs);
  await reader.rested(patienceMs);
  await report('import, and the audit after it');
  await server.stop();
}

{
  // The newest backup is too old at once.
  const server = await premises.startServer({ ...env(), BACKUP_HOURS: '0.00001' });
  const reader = await Reader.signIn(premises.origin, patienceMs);
  let isOver = false;
  const auditing = reader.audit(patienceMs).finally(() => (isOver = true));
  while (!isOver) for (const collection of ['products', 'inventoryLevels'] as const) await reader.end(collection);
  await auditing;
  const backups = readdirSync(join(premises.dataDir, 'backups')).length;
  await report(`audit, a till that reads everything, ${backups} backup${backups === 1 ? '' : 's'}`);
  await server.stop();
}

function env(): Record<string, string> {
  rmSync(file, { force: true });
  return { NODE_OPTIONS: `--import ${watch}`, HOLDS_FILE: file, HOLDS_AFTER_MS: '3000' };
}

async function report(what: string): Promise<void> {
  for (let tries = 0; !existsSync(file) && tries < 100; tries++) await sleep(100);
  await sleep(1_500);
  const { wallMs, cpuMs, long } = JSON.parse(readFileSync(file, 'utf8')) as Holds;
  console.log(
    `${what}: held for ${cpuMs.toFixed(0)} ms at most by what the server itself did (at most ${longMs}), ` +
      `${long} times longer than that; ${wallMs.toFixed(0)} ms by the clock`,
  );
  if (cpuMs > longMs) process.exitCode = 1;
}
