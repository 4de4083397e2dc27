import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { planOwnership } from './ownership-plan.ts';

const none: ReadonlySet<string> = new Set();
const shops = (count: number) => Array.from({ length: count }, (_, n) => `shop-${n}`);

test('[A98] one process alone takes everything, at once', () => {
  const plan = planOwnership({ wanted: shops(5), held: [], owned: none, freeBefore: none, servers: 1 });

  expect(plan).toEqual({ take: shops(5), give: [] });
});

test('[A98] a process gives up one shop at a time to a new one, and what is served no more at once', () => {
  const held = [...shops(6), 'gone'];

  const plan = planOwnership({
    ...{ wanted: shops(6), held, owned: new Set(held), freeBefore: none, servers: 2 },
  });

  expect(plan).toEqual({ take: [], give: ['gone', 'shop-5'] });
});

test('[A98] what nobody took for one more look is taken beyond the share', () => {
  const [first, second, third] = shops(3) as [string, string, string];
  const seen = { wanted: [first, second, third], held: [first, second], servers: 3 };
  const owned = new Set([first, second]);

  expect(planOwnership({ ...seen, owned, freeBefore: none }).take).toEqual([]);
  expect(planOwnership({ ...seen, owned, freeBefore: new Set([third]) }).take).toEqual([third]);
});

test.prop([fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 6 })])(
  '[A98] processes that look in turn end with every shop owned once, each with its share',
  (count, servers) => {
    const wanted = shops(count);
    const owners = new Map<string, number>();
    const before = new Map<number, ReadonlySet<string>>();
    const all = Array.from({ length: servers }, (_, n) => n);
    const heldBy = (server: number) => wanted.filter(shop => owners.get(shop) === server);
    for (let round = 0; round < 4 * count + 4; round++)
      for (const server of all) {
        const seen = { wanted, held: heldBy(server), owned: new Set(owners.keys()), servers };
        const { take, give } = planOwnership({ ...seen, freeBefore: before.get(server) ?? none });
        before.set(server, new Set(wanted.filter(shop => !owners.has(shop))));
        for (const shop of give) owners.delete(shop);
        for (const shop of take) if (!owners.has(shop)) owners.set(shop, server);
      }

    expect(owners.size).toBe(count);
    const most = Math.ceil(count / servers);
    for (const server of all) expect(heldBy(server).length).toBeLessThanOrEqual(most);
  },
);
