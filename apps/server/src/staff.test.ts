import { openMemoryMirror } from '@tidemark/mirror/testing';
import { expect, test } from 'vitest';
import { isPin } from './pin.ts';
import { employ } from './staff.ts';

const shop = 'a.myshopify.com';

test('[A38] the setting is the whole truth: named, renamed, dismissed', async () => {
  await using store = await openMemoryMirror();
  let ids = 0;
  const set = (...staff: [string, string][]) =>
    employ(
      store.register,
      shop,
      staff.map(([name, pin]) => ({ name, pin })),
      () => `s${++ids}`,
    );
  await set(['anna', '4711'], ['ben', '0815']);
  const before = await store.register.staffByName(shop, 'anna');

  await set(['anna', '4711'], ['carla', '1999']);

  expect((await store.register.staffOf(shop)).map(each => each.name).sort()).toEqual(['anna', 'carla']);
  // The same PIN is kept as it was: her sessions go on.
  expect(await store.register.staffByName(shop, 'anna')).toEqual(before);

  await set(['anna', '4712']);
  const after = await store.register.staffByName(shop, 'anna');
  expect([after?.id, isPin('4712', after?.pinHash ?? '')]).toEqual([before?.id, true]);
});
