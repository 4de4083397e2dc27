import type { PageTill } from '@tidemark/till/page';
import { storedTillName } from '@tidemark/till/page';
import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { knownTills, rememberTill, unsentOf } from './known-tills.ts';
import { OtherWork } from './other-work.ts';

const server = 'https://pos.example';
const till = (shop: string) => ({ server, shop });

function aStorage(values = new Map<string, string>()) {
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

/** A browser in which tills of these shops have unsent work. */
function aBrowser(unsent: Readonly<Record<string, number>>) {
  const kept = aStorage();
  const open = new Map<string, BehaviorSubject<{ unsent: Record<string, number> }>>();
  const closed: string[] = [];
  for (const [shop, count] of Object.entries(unsent)) {
    rememberTill(till(shop), kept);
    kept.setItem(`${storedTillName(till(shop))}-unsent`, String(count));
  }
  const work = new OtherWork({
    kept,
    open: async (_server, shop) => {
      if (shop === 'broken') throw new Error('no room');
      const safety$ = new BehaviorSubject<{ unsent: Record<string, number> }>({
        unsent: { sales: unsent[shop] ?? 0, carts: 0 },
      });
      open.set(shop, safety$);
      return { shop, selling: { safety$ } } as unknown as PageTill;
    },
    letGo: each => void closed.push((each as unknown as { shop: string }).shop),
  });
  return { kept, open, closed, work };
}

test('[P11] tills of other shops with unsent work are opened until they have none; others stay closed', async () => {
  const { open, closed, work } = aBrowser({ a: 2, b: 0, here: 5 });

  await work.look(till('here'));
  await work.look(till('here'));

  expect([...open.keys()]).toEqual(['a']);
  expect(work.work$.value).toEqual([{ ...till('a'), unsent: 2 }]);
  open.get('a')!.next({ unsent: { sales: 0, carts: 0 } });
  await Promise.resolve();
  expect(closed).toEqual(['a']);
  expect(work.work$.value).toEqual([{ ...till('a'), unsent: 0 }]);
});

test('[P11] a till that cannot be opened stops no other, and its work is told', async () => {
  const { open, work } = aBrowser({ broken: 1, a: 1 });

  await work.look(till('here'));

  expect([...open.keys()]).toEqual(['a']);
  expect(work.work$.value.map(each => [each.shop, each.unsent])).toEqual([
    ['broken', 1],
    ['a', 1],
  ]);
});

test('[P11] what is kept of tills is bounded, and believed only where it is what was kept', () => {
  const kept = aStorage();
  for (let n = 0; n < 30; n++) rememberTill(till(`shop-${n}`), kept);
  rememberTill(till('shop-15'), kept);

  expect(knownTills(kept)).toHaveLength(20);
  expect(knownTills(kept).at(-1)).toEqual(till('shop-15'));
  for (const text of ['no json', '{}', '[1, null, {"server": 1}]', 'null'])
    expect(knownTills(aStorage(new Map([['tidemark-tills', text]])))).toEqual([]);
  const name = `${storedTillName(till('a'))}-unsent`;
  for (const text of ['-1', 'x', '1.5', 'Infinity'])
    expect(unsentOf(till('a'), aStorage(new Map([[name, text]])))).toBe(0);
});
