import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkSecurityLog } from '@tidemark/mirror';
import { limitedFiles } from '@tidemark/process/disk';
import { Premises } from '@tidemark/process/premises';
import { until } from '@tidemark/process/reader';
import { Pusher } from '@tidemark/convergence/pusher';
import type { Sale } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { dial } from './wire.ts';

test('[H19] [A13] [A17] killed with -9 five times amid pushes: nothing acknowledged is lost, and every order is one', async () => {
  await using premises = await Premises.open({ products: 12 });
  const served = { server: { origin: premises.origin } };
  const acknowledged: string[] = [];
  let sold = 0;
  let server = await premises.startServer();
  await until('a sign-in', async () => {
    const till = await Pusher.signIn(served, 'till-0001');
    return till.isSignedIn || undefined;
  });
  const [variant] = (await premises.records()).variants;
  const { id: variantId = '', productId = '', inventoryItemId = '', price = '' } = variant ?? {};
  const unitPrice = Math.round(Number(price) * 100);

  for (let round = 0; round < 5; round++) {
    const till = await Pusher.signIn(served, 'till-0001');
    const author = till.author();
    const isKilled = server.ended;
    let goesOn = true;
    // Four at a time, until the server is gone; each sale has its own number.
    const pushing = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (goesOn) {
          const n = ++sold;
          const id = `sale-${String(n).padStart(4, '0')}`;
          const receiptNumber = `K-${String(n).padStart(6, '0')}`;
          const line = anUnpricedLine({ variantId, productId, inventoryItemId, unitPrice });
          const sale = aSale({ ...author, id, receiptNumber }, [line]);
          await till.push('sales', sale).then(
            () => acknowledged.push(id),
            () => (goesOn = false),
          );
        }
      }),
    );
    const before = acknowledged.length;
    await until('some sales', async () => acknowledged.length >= before + 8 + round || undefined);
    await server.stop('SIGKILL');
    await isKilled;
    await pushing;
    server = await premises.startServer();
  }

  const till = await Pusher.signIn(served, 'till-0001');
  for (const id of acknowledged) {
    const { submission } = await till.settled<Sale>('sales', id);
    expect([id, submission?.state]).toEqual([id, 'accepted']);
  }
  const orders = (await premises.records()).orders ?? [];
  const made = orders.map(each => each.sourceIdentifier).filter(each => each?.startsWith('sale-'));
  expect(new Set(made).size).toBe(made.length);
  expect(acknowledged.filter(id => !made.includes(id))).toEqual([]);

  // Only its own user can read its data, and its log of sign-ins is whole.
  const kept = readdirSync(premises.dataDir, { recursive: true, withFileTypes: true });
  const open = kept.filter(each => (statSync(join(each.parentPath, each.name)).mode & 0o077) !== 0);
  expect(open.map(each => each.name)).toEqual([]);
  expect(await checkSecurityLog(premises.dataDir)).toMatchObject({ faults: [] });
  await server.stop();
}, 180_000);

test('[A15] [A18] uploads that end half-way, and a disk without room, end no server and fill no log with stacks', async () => {
  await using premises = await Premises.open({ products: 12 });
  using disk = limitedFiles(premises.dataDir);
  const server = await premises.startServer();
  const till = await until('a sign-in', async () => {
    const one = await Pusher.signIn({ server: { origin: premises.origin } }, 'till-0001');
    return one.isSignedIn ? one : undefined;
  });
  for (let n = 0; n < 20; n++) {
    const socket = dial(premises.origin);
    const head = `POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"shop"`;
    await new Promise<void>(resolve => socket.write(head, () => resolve()));
    socket.destroy();
  }
  const sale = (n: number) => aSale({ ...till.author(), id: `sale-000${n}`, receiptNumber: `K-00000${n}` });

  disk.fill(server.pid);
  await until('a refusal', async () => {
    const refused = await till.push('sales', sale(1)).then(
      () => false,
      error => /503/.test(String(error)),
    );
    return refused || undefined;
  });
  expect((await fetch(`${premises.origin}/readyz`)).status).toBe(200);
  disk.relieve(server.pid);

  const [outcome] = await till.push('sales', sale(2));
  expect(outcome?.outcome).not.toBe('refused');
  expect(server.output).not.toMatch(/unhandled|request\.aborted.*\\n {4}at /i);
  await server.stop();
}, 180_000);
