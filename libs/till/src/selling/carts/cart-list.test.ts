import type { Cart } from '@tidemark/schema';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../../testing/test-tills.ts';
import type { Till } from '../../api/till.ts';

/** Each call gives a later time. */
let clock = Date.parse('2026-11-02T10:00:00Z');
const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

async function twoTills() {
  const server = aShop();
  const [a, b] = [await aTill(server, 'till-000a'), await aTill(server, 'till-000b')];
  return { server, a, b };
}

async function aTill(server: ReturnType<typeof aShop>, id: string) {
  const till = await openTestTill(server, aBrowser(id), { random: () => 0, now: () => (clock += 10) });
  opened.push(till);
  return till;
}

const parkedOn = (till: Till) => firstValueFrom(till.selling.carts$);
const openOn = (till: Till) => firstValueFrom(till.selling.openCarts$);
const isOpen = (cart: Cart) => cart.status.value === 'open';
const namesOf = (carts: readonly Cart[]) => carts.map(each => each.name.value);

/** What is told of one cart from now on. */
function told(till: Till, id: string) {
  const states: (Cart | undefined)[] = [];
  till.selling.cart$(id).subscribe(cart => states.push(cart));
  return states;
}

test('[T29] carts on some till’s screen are listed on every till, newest first, apart from those parked', async () => {
  const { server, a, b } = await twoTills();
  const ids: string[] = [];
  for (const name of ['Noor', 'Sam', 'Ada']) ids.push((await a.selling.park(aDraft(), name)).id);
  await a.selling.resume(ids[1]!);
  await a.selling.resume(ids[0]!);

  expect(namesOf(await openOn(a))).toEqual(['Noor', 'Sam']);
  expect(namesOf(await parkedOn(a))).toEqual(['Ada']);
  await until(() => server.records.stored('carts').length === 3, 'sent');
  await until(() => server.records.stored<Cart>('carts').filter(isOpen).length === 2, 'resumed');
  await b.sync('manual');
  await until(() => told(b, ids[2]!)[0] !== undefined, 'known on b');
  expect(namesOf(await openOn(b))).toEqual(['Noor', 'Sam']);
});

test('[T29] one of which there is a sale is not on anybody’s screen', async () => {
  const a = await aTill(aShop(), 'till-000a');
  const { id } = await a.selling.park(aDraft(), 'Noor');
  await a.selling.resume(id);

  await a.selling.sell(aDraft(1, { cartId: id }), cash(1250));

  expect(await openOn(a)).toEqual([]);
});

test('[T29] one cart is followed whatever its status, whichever till changes it', async () => {
  const { server, a, b } = await twoTills();
  const { id } = await a.selling.park(aDraft(), 'Noor');
  const onA = told(a, id);
  const onB = told(b, id);
  await until(() => server.records.stored('carts').length === 1, 'parked');
  expect(onB).toEqual([undefined]);

  await a.selling.resume(id);
  await until(() => server.records.stored<Cart>('carts')[0]?.status.value === 'open', 'resumed');
  await b.sync('manual');
  await until(() => onB.at(-1)?.status.value === 'open', 'told on b');
  await b.selling.editCart(id, [{ do: 'note', note: 'from b' }]);
  await until(() => server.records.stored<Cart>('carts')[0]?.note.value === 'from b', 'edited');
  await a.sync('manual');
  await until(() => onA.at(-1)?.note.value === 'from b', 'told on a');

  expect(onA.map(each => each?.status.value)).not.toContain(undefined);
  expect(new Set(onA.map(each => JSON.stringify(each))).size).toBe(onA.length);
  expect(told(a, 'another')).toEqual([undefined]);
});
