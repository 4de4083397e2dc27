import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@tidemark/browser/ports';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { Premises } from './premises.ts';
import { Reader } from './reader.ts';

test('[K3] [A15] a damaged mirror stops the start, with the file and the way out', async () => {
  await using premises = await Premises.open({ products: 20 });
  const first = await premises.startServer();
  await (await Reader.signIn(premises.origin)).barrier();
  await first.stop();
  const file = join(premises.dataDir, 'mirror.sqlite');
  const whole = readFileSync(file);

  for (const [from, to] of [
    [0, 100],
    [8192, 60_000],
  ] as const) {
    writeFileSync(file, Buffer.from(whole).fill(0x5a, from, to));
    const server = premises.spawnServer();

    expect(await server.ended).toBe(1);
    expect(server.output).toContain(file);
    expect(server.output).toContain('damaged');
    expect(server.output).toContain(`DATA_DIR=${premises.dataDir} npm run restore -- <backup file>`);
  }

  // The other remedy: without the file, the server reads the shop again.
  rmSync(file);
  await premises.startServer();
  const reader = await Reader.signIn(premises.origin);
  await reader.barrier();
  expect((await compare(reader, await premises.records())).faults).toEqual([]);
});

test('[K4] [A15] a second server on one file refuses and says why; a killed one does not stand in the way', async () => {
  await using premises = await Premises.open({ products: 20 });
  const first = await premises.startServer();
  const second = premises.spawnServer({ PORT: String(await freePort()) });

  expect(await second.ended).toBe(1);
  expect(second.output).toContain(join(premises.dataDir, 'mirror.sqlite'));
  expect(second.output).toContain('another server is running on it');
  expect(second.output).toContain('DATA_DIR');
  await (await Reader.signIn(premises.origin)).barrier();

  await first.stop('SIGKILL');
  await premises.startServer();
  await (await Reader.signIn(premises.origin)).barrier();
});

test('[K7] nobody but its own user can read what a server keeps', async () => {
  await using premises = await Premises.open({ products: 5 });
  const server = await premises.startServer();
  await (await Reader.signIn(premises.origin)).barrier();

  const kept = readdirSync(premises.dataDir, { recursive: true, withFileTypes: true }).map(each =>
    join(each.parentPath, each.name),
  );
  const open = [premises.dataDir, ...kept].filter(each => (statSync(each).mode & 0o077) !== 0);

  expect(kept.length).toBeGreaterThan(2);
  expect(open).toEqual([]);
  await server.stop();
});
