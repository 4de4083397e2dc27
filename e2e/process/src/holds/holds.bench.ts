/**
 * How long the server's event loop is held at most: while it imports a large shop; while it audits it, and a till reads
 * everything; and while the mirror is copied. Judged by how long the thread itself worked at a time, which does not
 * depend on other processes: 50 ms at most. The time by the clock includes other processes and the disk: on an idle
 * machine it must not exceed 50 ms, either. `BENCH_PRODUCTS` sizes the shop (default 25,000).
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunningProcess } from '@tidemark/browser/process';
import { longMs, type Holds } from './holds-watch.ts';
import { Premises } from '../premises.ts';
import { Reader } from '../reader.ts';

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
  const server = await premises.startServer(env());
  const reader = await Reader.signIn(premises.origin, patienceMs);
  let isOver = false;
  const auditing = reader.audit(patienceMs).finally(() => (isOver = true));
  while (!isOver)
    for (const collection of ['products', 'inventoryLevels'] as const) await reader.end(collection);
  await auditing;
  await report('an audit, and a till that reads everything');
  await server.stop();
}

{
  const copying = new RunningProcess('e2e/process/src/holds/holds-backup.ts', {
    ...env(),
    MIRROR_FILE: join(premises.dataDir, 'mirror.sqlite'),
  });
  if ((await copying.ended) !== 0) throw new Error(copying.output);
  await report('two backups beside commits and pages');
}

function env(): Record<string, string> {
  rmSync(file, { force: true });
  return { NODE_OPTIONS: `--import ${watch}`, HOLDS_FILE: file, HOLDS_AFTER_MS: '3000' };
}

async function report(what: string): Promise<void> {
  for (let tries = 0; !existsSync(file) && tries < 100; tries++) await sleep(100);
  await sleep(1_500);
  const { wallMs, workMs, long } = JSON.parse(readFileSync(file, 'utf8')) as Holds;
  console.log(
    `${what}: held for ${workMs.toFixed(0)} ms at most by what it did itself (at most ${longMs}), ` +
      `${long} times longer than that; ${wallMs.toFixed(0)} ms by the clock`,
  );
  if (workMs > longMs) process.exitCode = 1;
}
