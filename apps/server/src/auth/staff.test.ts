import type { SecurityEvent } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { expect, test } from 'vitest';
import { isPin } from './pin.ts';
import { hashPin } from './pin.ts';
import { markOf } from './session.ts';
import { employ } from './staff.ts';

const shop = 'a.myshopify.com';
const secret = new Uint8Array(48).fill(7);

test('[A38] [A41] the setting is the whole truth: named, renamed, dismissed', async () => {
  await using store = await openMemoryMirror();
  const noted: SecurityEvent[] = [];
  const set = (...staff: [string, string][]) =>
    employ(
      store.register,
      shop,
      staff.map(([name, pin]) => ({ name, pin })),
      secret,
      event => noted.push(event),
      1000,
    );
  await set(['anna', '4711'], ['ben', '0815']);
  const before = await store.register.staffByName(shop, 'anna');

  await set(['anna', '4711'], ['carla', '1999']);

  expect((await store.register.staffOf(shop)).map(each => each.name).sort()).toEqual(['anna', 'carla']);
  // The hash of an unchanged PIN stays: her sessions go on.
  expect(await store.register.staffByName(shop, 'anna')).toEqual(before);

  await set(['anna', '4712']);
  const after = await store.register.staffByName(shop, 'anna');
  expect([after?.id, isPin('4712', after?.pinHash ?? '')]).toEqual([before?.id, true]);
  await set(['anna', '4712'], ['ben', '0815']);
  expect(noted.map(each => [each.what, 'staff' in each && each.staff])).toEqual([
    ['staff-added', 'anna'],
    ['staff-added', 'ben'],
    ['staff-dismissed', 'ben'],
    ['staff-added', 'carla'],
    ['staff-dismissed', 'carla'],
    ['pin-changed', 'anna'],
    ['staff-added', 'ben'],
  ]);
});

test('[A56] a register that was made anew gives the same people the same ids and hashes', async () => {
  const anew = async (by: Uint8Array, pin = '4711') => {
    await using store = await openMemoryMirror();
    const staff = [
      { name: 'anna', pin },
      { name: 'ben', pin: '0815' },
    ];
    await employ(store.register, shop, staff, by, () => undefined, 1000);
    return (await store.register.staffOf(shop)).map(({ id, pinHash }) => [id, pinHash]).sort();
  };

  const before = await anew(secret);

  expect(await anew(secret)).toEqual(before);
  expect(await anew(secret, '4712')).not.toEqual(before);
  expect(await anew(new Uint8Array(48).fill(8))).not.toEqual(before);
  expect(new Set(before.flat()).size).toBe(4);
});

test('[A56] who was dismissed and comes back with the same PIN has another hash', async () => {
  await using store = await openMemoryMirror();
  const set = (...names: string[]) =>
    employ(
      store.register,
      shop,
      names.map(name => ({ name, pin: '4711' })),
      secret,
      () => undefined,
      1000,
    );
  await set('anna');
  const before = await store.register.staffByName(shop, 'anna');
  await set();
  await set('anna');

  const after = await store.register.staffByName(shop, 'anna');

  expect(after?.id).toBe(before?.id);
  expect(after?.pinHash).not.toBe(before?.pinHash);
});

test('[A96] whom the shop’s owner employs, the setting neither dismisses nor changes, unless it names them', async () => {
  await using store = await openMemoryMirror();
  const { register } = store;
  await register.saveStaff(shop, { id: 'o', name: 'olga', pinHash: hashPin('4711'), employedBy: 'owner' });
  const set = (...staff: { name: string; pin: string }[]) =>
    employ(register, shop, staff, secret, () => undefined, 1000);

  await set({ name: 'anna', pin: '0815' });
  await set();
  expect(await register.staffOf(shop)).toMatchObject([{ name: 'olga', employedBy: 'owner' }]);

  await set({ name: 'olga', pin: '4711' });
  const [olga] = await register.staffOf(shop);
  expect(olga).toMatchObject({ id: 'o', name: 'olga' });
  expect(olga).not.toHaveProperty('employedBy');
  await set();
  expect(await register.staffOf(shop)).toEqual([]);
});

test('[A100] a role that the setting changes is changed, noted, and ends the sessions', async () => {
  await using store = await openMemoryMirror();
  const noted: SecurityEvent[] = [];
  const set = (role?: 'cashier' | 'manager') =>
    employ(
      store.register,
      shop,
      [{ name: 'anna', pin: '4711', ...(role ? { role } : {}) }],
      secret,
      event => noted.push(event),
      1000,
    );
  const anna = async () => (await store.register.staffByName(shop, 'anna'))!;
  await set();
  const before = await anna();

  await set('manager');
  expect([(await anna()).role, markOf(await anna())]).toEqual(['manager', markOf(before)]);
  await set('cashier');
  const after = await anna();
  expect(after).toEqual({ ...before, role: 'cashier' });
  expect(markOf(after)).not.toBe(markOf(before));
  await set();

  expect(await anna()).toEqual(before);
  expect(noted.map(each => [each.what, 'role' in each && each.role])).toEqual([
    ['staff-added', 'manager'],
    ['role-changed', 'cashier'],
    ['role-changed', 'manager'],
  ]);
});
