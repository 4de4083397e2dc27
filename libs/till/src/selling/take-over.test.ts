import type { Cart, Sale } from '@tidemark/schema';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

async function aTill(server: ReturnType<typeof aShop>, id: string) {
  const till = await openTestTill(server, aBrowser(id), { random: () => 0 });
  opened.push(till);
  return till;
}

async function close(till: Till) {
  opened.splice(opened.indexOf(till), 1);
  await till[Symbol.asyncDispose]();
}

const offline = () => new Response('<html>Log in to the Wi-Fi</html>');
const linesOn = async (till: Till, id: string) =>
  (await firstValueFrom(till.selling.cart$(id)))?.lines.map(each => each.id);
const item = { ...aDraft().lines[0]!.item, title: 'From a' };

test('[T24] of a cart that is known here, what the file has more is added', async () => {
  const server = aShop();
  const [a, b] = [await aTill(server, 'till-000a'), await aTill(server, 'till-000b')];
  const { id } = await a.selling.park(aDraft(), 'Noor');
  await until(() => server.records.stored('carts').length === 1, 'parked');
  let isKnown = false;
  b.selling.cart$(id).subscribe(cart => (isKnown = cart !== undefined));
  await b.sync('manual');
  await until(() => isKnown, 'known on b');
  server.bend = path => (path.includes('/push') ? offline() : undefined);
  await a.selling.editCart(id, [{ do: 'add', lineId: '201', item, units: 1 }]);
  await b.selling.editCart(id, [{ do: 'add', lineId: '301', item, units: 1 }]);
  const file = await a.selling.exportUnsent('correct horse');
  await close(a);

  expect(await b.selling.importUnsent(file, 'correct horse')).toMatchObject({ added: 1, known: 0 });
  expect(await b.selling.importUnsent(file, 'correct horse')).toMatchObject({ added: 0, known: 1 });

  expect(await linesOn(b, id)).toEqual(['101', '201', '301']);
  server.bend = () => undefined;
  await until(() => server.records.stored<Cart>('carts')[0]?.lines.length === 3, 'sent');
});

test.each([
  ['knows', true],
  ['does not know', false],
])('[T24] a sale that a restored server lost is taken there by a till that %s it', async (_how, knows) => {
  const server = aShop();
  const a = await aTill(server, 'till-000a');
  const result = await a.selling.sell(aDraft(), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  const { id } = result.entry.sale;
  await until(() => a.selling.sale(id)?.way.at === 'server', 'sent');
  const before = knows ? await aTill(server, 'till-000b') : undefined;
  if (before) await until(() => before.selling.sale(id) !== undefined, 'known on b');
  server.bend = path => (path.includes('/push') ? offline() : undefined);
  server.records.restore('e2', [id]);
  await a.sync('manual');
  const b = before ?? (await aTill(server, 'till-000b'));
  await b.sync('manual');
  let isOwed = false;
  a.selling.safety$.subscribe(({ unsent }) => (isOwed = unsent.sales === 1));
  await until(() => isOwed, 'owed by a');
  const file = await a.selling.exportUnsent('correct horse');
  await close(a);

  await b.selling.importUnsent(file, 'correct horse');
  server.bend = () => undefined;
  await b.sync('manual');

  await until(() => server.records.stored<Sale>('sales').length === 1, 'told by b');
  expect(server.records.stored<Sale>('sales')).toMatchObject([{ id, tillId: 'till-000a' }]);
  let isSent = false;
  b.selling.safety$.subscribe(({ unsent }) => (isSent = unsent.sales === 0));
  await until(() => isSent, 'owed no more');
});
