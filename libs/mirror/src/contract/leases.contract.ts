import { aProduct, aSale } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore, OwnedStore } from './mirror-store.ts';
import type { JudgeRow, PushedState } from './records.ts';
import type { Lease } from './leases.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';
const minute = 60_000;

let tokens = 0;
const newToken = () => `token-${++tokens}`;

const accept: JudgeRow = (row, current) => ({
  ...{ kind: 'accept', changed: !current },
  document: (current ?? {
    ...row,
    submission: { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 },
  }) as never,
});
const sale = { ...aSale({ id: 'sale-1' }), _deleted: false } as PushedState;

/** Every store of leases must pass this suite. Rule ids refer to SPEC.md. */
export function describeLeases(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} says who owns which shop`, () => {
    test('[R11] a shop has one owner; another gets it when its lease has ended or was given up', () =>
      withStore(async ({ leases }) => {
        const [first] = await leases.take('one', [shop], newToken, minute);
        expect(first).toMatchObject({ shop });
        expect(await leases.take('two', [shop, other], newToken, minute)).toMatchObject([{ shop: other }]);
        expect(await leases.take('one', [shop], newToken, minute)).toEqual([]);
        expect(await leases.holders()).toEqual(
          new Map([
            [shop, 'one'],
            [other, 'two'],
          ]),
        );

        await leases.give(first as Lease);
        const [second] = await leases.take('two', [shop], newToken, 0);
        const [third] = await leases.take('three', [shop], newToken, minute);

        expect(new Set([first?.token, second?.token, third?.token]).size).toBe(3);
        // What was another's is not given up by who had it before.
        await leases.give(second as Lease);
        expect((await leases.holders()).get(shop)).toBe('three');
      }));

    test('[R11] of many that ask at once, one gets a shop', () =>
      withStore(async ({ leases }) => {
        const askers = Array.from({ length: 8 }, (_, n) => `holder-${n}`);

        const taken = await Promise.all(
          askers.map(holder => leases.take(holder, [shop, other], newToken, minute)),
        );

        expect(taken.flat().map(each => each.shop)).toHaveLength(2);
      }));

    test('[R12] a lease is renewed as long as nobody took it, and lost then', () =>
      withStore(async ({ leases }) => {
        const [lease] = await leases.take('one', [shop], newToken, 0);
        expect(await leases.renew('one', minute)).toEqual([lease]);
        expect(await leases.take('two', [shop], newToken, minute)).toEqual([]);

        await leases.renew('one', 0);
        await leases.take('two', [shop], newToken, minute);

        expect(await leases.renew('one', minute)).toEqual([]);
        expect((await leases.holders()).get(shop)).toBe('two');
      }));

    test('[R20] it is known when the first lease of others ends', () =>
      withStore(async ({ leases }) => {
        await leases.take('one', [shop], newToken, 1_000);
        expect(await leases.nextEnd('one')).toBeUndefined();
        await leases.take('two', [other], newToken, minute);

        expect(await leases.nextEnd('two')).toSatisfy(ms => ms > 0 && ms <= 1_000);
        expect(await leases.nextEnd('one')).toSatisfy(ms => ms > 1_000 && ms <= minute);
        await leases.renew('one', 0);
        // What has ended may be taken already.
        expect(await leases.nextEnd('two')).toBeUndefined();
      }));

    test('[R13] processes that live know each other, until they leave or are silent', () =>
      withStore(async ({ leases }) => {
        const [one, two] = [
          { holder: 'one', secrets: 'x' },
          { holder: 'two', secrets: 'y' },
        ];
        expect(await leases.join(one, minute)).toEqual([one]);
        expect(await leases.join(two, minute)).toEqual([one, two]);
        await leases.take('two', [shop], newToken, minute);

        await leases.leave('two');
        expect(await leases.join(one, minute)).toEqual([one]);
        expect(await leases.take('one', [shop], newToken, minute)).toMatchObject([{ shop }]);

        await leases.join(two, 0);
        expect(await leases.join(one, minute)).toEqual([one]);
      }));

    test('[M60] the owner writes like anybody, and is refused as soon as the shop is another’s', () =>
      withStore(async store => {
        await store.register.addShop(shop);
        const [lease] = await store.leases.take('one', [shop], newToken, 0);
        const owned = store.owned(lease as Lease);
        const subject = { kind: 'shop' } as const;
        await store.inbox.note(shop, { eventId: 'event', topic: 't', subject, triggeredAt: 1 }, 1);
        for (const write of writesOf(owned)) await write();
        await store.records.store(shop, 'sales', [sale], accept, 1);
        const heads = await owned.mirror.heads(shop, '');

        await store.leases.take('two', [shop], newToken, minute);

        const answers: string[] = [];
        for (const write of [...writesOf(owned), () => owned.privacy.eraseShop(shop, 1)])
          answers.push(
            await write().then(
              () => `stored: ${String(write)}`,
              (error: unknown) => (error as { readonly kind?: string }).kind ?? String(error),
            ),
          );
        expect(answers).toEqual(answers.map(() => 'fenced'));
        expect(await owned.mirror.heads(shop, '')).toEqual(heads);
        // Reading, and what any process may write, go on.
        expect(await owned.mirror.count(shop, 'products')).toBe(1);
        await store.mirror.setWatermark(shop, { resource: 'x', value: '2' });
        expect(await store.mirror.watermark(shop, 'x')).toBe('2');
      }));

    test('[M60] a lease counts for its shop alone', () =>
      withStore(async store => {
        for (const each of [shop, other]) await store.register.addShop(each);
        const [lease] = await store.leases.take('one', [shop, other], newToken, minute);

        const write = store.owned(lease as Lease).mirror.setWatermark(other, { resource: 'x', value: '1' });

        await expect(write).rejects.toMatchObject({ kind: 'fenced' });
      }));

    test('[O24] a new owner frees what the one before had taken', () =>
      withStore(async ({ records }) => {
        await records.store(shop, 'sales', [sale], accept, 1);
        await records.store(other, 'sales', [sale], accept, 1);
        for (const each of [shop, other]) await records.take(each, 'sales', 10, 1_000, 5);

        await records.free(shop);

        expect(await records.take(shop, 'sales', 20, 1_000, 5)).toHaveLength(1);
        expect(await records.take(other, 'sales', 20, 1_000, 5)).toEqual([]);
      }));
  });
}

/** Everything that only the owner of a shop writes. */
function writesOf({ mirror, records, inbox, findings, privacy }: OwnedStore): (() => Promise<unknown>)[] {
  const product = { document: aProduct(), scope: '', sourceUpdatedAt: 1, readAt: 1 } as const;
  const key = { collection: 'sales', id: 'sale-1' } as const;
  return [
    () => mirror.commit(shop, 'products', [{ kind: 'present', ...product }]),
    () => mirror.setWatermark(shop, { resource: 'x', value: '1' }),
    () => mirror.rebuildDigests(shop, 'products', [{ scope: '', bucket: 1, ids: [] }]),
    () => mirror.purgeTombstones(shop, 1),
    () => mirror.forgetQuarantined(shop, 'products', 1),
    () => mirror.retirePrices(shop, 1),
    () => records.free(shop),
    () => records.take(shop, 'sales', 10, 20, 1),
    () => records.move(shop, key, () => undefined, 10),
    () => records.haveRead(shop, [key]),
    () => records.retire(shop, 1, 1, 10),
    () => records.setAside(shop, 'sales', []),
    () => inbox.settle(shop, ['event']),
    () => inbox.park(shop, 'event', 'why'),
    () => inbox.forget(shop, 1),
    () => findings.untold(shop, [{ collection: 'products', id: '1', foundAt: 1, foundBy: 'audit' }]),
    () => findings.told(shop, 'products', ['1']),
    () => findings.saveReport(shop, 'audit', '{}'),
    () => privacy.erase(shop, { customerId: '9', orderIds: [], at: 1 }, (_, record) => record),
  ];
}
