import type { SecurityEvent } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { expect, test } from 'vitest';
import { isPin } from './pin.ts';
import { employ } from './staff.ts';

const shop = 'a.myshopify.com';

test('[A38] [A41] the setting is the whole truth: named, renamed, dismissed', async () => {
  await using store = await openMemoryMirror();
  let ids = 0;
  const noted: SecurityEvent[] = [];
  const set = (...staff: [string, string][]) =>
    employ(
      store.register,
      shop,
      staff.map(([name, pin]) => ({ name, pin })),
      () => `s${++ids}`,
      event => noted.push(event),
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
