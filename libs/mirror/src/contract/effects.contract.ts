import type { Effect, Sale, Submitted } from '@tidemark/schema';
import { anInventoryLevel, aSale, aStockCorrection } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import type { JudgeRow, Moved, PushedState, RowVerdict } from './records.ts';

const shop = 'a.myshopify.com';
const key = { collection: 'sales', id: 'sale-0001' } as const;
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'not stocked' } as const;
const resolved = { state: 'resolved', sending: 1, note: 'by hand' } as const;
const placeOf = ({ epoch, seq }: { epoch: string; seq: number }) => `${epoch}:${seq}`;
/** Shopify took the lamp from location 9 instead of the sale's. */
const misplaced = [{ variantId: '101', quantity: 1, locationId: '9' }];

const judge: JudgeRow = pushed => {
  const { _deleted, ...document } = pushed as PushedState & Sale;
  return { kind: 'conflict', document: { ...document, submission: waiting }, changed: true } as RowVerdict;
};

const sale = aSale({ id: key.id });

function correction(submission: Effect['submission'], name = 'effect-1'): Effect {
  return aStockCorrection({ key: name, submission });
}

/** Moves the sale's effects on; its order stays as it is. */
const moveEffects =
  (...effects: [Effect, ...Effect[]]) =>
  ({ submission }: Pick<Submitted, 'submission'>): Moved => ({ submission, effects });

/** Every store of records must pass this suite. Rule ids refer to SPEC.md. */
export function describeEffects(name: string, open: () => Promise<MirrorStore>): void {
  /** A store with a sale whose order is accepted and whose correction is in this state. */
  async function withEffect(
    submission: Effect['submission'],
    act: (store: MirrorStore) => Promise<void>,
  ): Promise<void> {
    await using store = await open();
    await store.records.store(shop, 'sales', [{ ...sale, _deleted: false } as PushedState], judge, 100);
    await store.records.move(
      shop,
      key,
      (_, head) => ({
        submission: {
          ...{ state: 'accepted', after: placeOf(head), orderId: '7', orderName: '#7', differences: [] },
          misplaced,
        },
        effects: [correction(submission)],
      }),
      0,
    );
    await act(store);
  }

  describe(`${name} keeps effects`, () => {
    test('[O22] effects are stored with the submission, and stay where a move does not name them', () =>
      withEffect(waiting, async ({ records }) => {
        const begun = { ...waiting, attempts: 1, unanswered: 1 };
        const moved = await records.move(shop, key, moveEffects(correction(begun)), 0);
        expect(moved).toMatchObject({ submission: { state: 'accepted' }, effects: [{ submission: begun }] });

        await records.move(shop, key, ({ submission }) => ({ submission }), 0);

        expect((await records.find(shop, 'sales', key.id))?.effects).toEqual([correction(begun)]);
      }));

    test('[O22] an accepted sale is due while an effect waits, when that is due', () =>
      withEffect({ ...waiting, notBefore: 70 }, async ({ records }) => {
        expect(await records.toRead(shop, 10)).toEqual([]);
        expect(await records.nextDue(shop, 'sales', 0)).toBe(70);
        expect(await records.take(shop, 'sales', 69, 99, 10)).toEqual([]);
        const [taken] = await records.take(shop, 'sales', 70, 99, 10);
        expect(taken).toMatchObject({ id: key.id, storedAt: 100 });

        const begun = { ...waiting, attempts: 1, unanswered: 1 };
        const renewed = await records.begin(shop, taken!, 120, moveEffects(correction(begun)));

        expect(renewed?.document.effects).toEqual([correction(begun)]);
        expect(await records.take(shop, 'sales', 119, 200, 10)).toEqual([]);
        expect(await records.take(shop, 'sales', 120, 200, 10)).toHaveLength(1);
      }));

    test('[O22] of several effects the first that is due counts', () =>
      withEffect({ ...waiting, notBefore: 90 }, async ({ records }) => {
        const both = [
          correction({ ...waiting, notBefore: 90 }),
          correction({ ...waiting, notBefore: 40 }, 'effect-2'),
        ] as const;
        await records.move(shop, key, moveEffects(...both), 0);

        expect(await records.nextDue(shop, 'sales', 0)).toBe(40);
      }));

    test('[O22] what Shopify made of an effect is listed for reading back until it was read', () =>
      withEffect(waiting, async ({ records }) => {
        for (const next of [refused, { state: 'accepted', after: 'e1:2' } as const]) {
          await records.move(shop, key, moveEffects(correction(next)), 0);
          expect(await records.toRead(shop, 10)).toMatchObject([key]);
          expect(await records.take(shop, 'sales', 1_000, 2_000, 10)).toEqual([]);
          await records.haveRead(shop, [key]);
          expect(await records.toRead(shop, 10)).toEqual([]);
        }
      }));

    test('[O22] a sale counts as waiting or refused while one of its effects is', () =>
      withEffect(waiting, async ({ records }) => {
        const counts = async () => (await records.counts(shop)).sales;
        expect(await counts()).toMatchObject({ waiting: 1, accepted: 0, oldestWaiting: sale.createdAt });

        await records.move(shop, key, moveEffects(correction(refused)), 0);
        expect(await counts()).toMatchObject({ waiting: 0, refused: 1, accepted: 0, differing: 0 });
        expect((await records.journalState(shop, 0)).flawed).toBe(0);

        await records.move(shop, key, moveEffects(correction(resolved)), 0);
        expect(await counts()).toMatchObject({ waiting: 0, refused: 0, accepted: 1 });
      }));

    test('[O22] a sale leaves the tills only once its effects are settled and read back', () =>
      withEffect(waiting, async ({ records }) => {
        const retire = () => records.retire(shop, 1_000, 2_000, 10);
        expect(await retire()).toBe(0);
        await records.move(shop, key, moveEffects(correction(refused)), 0);
        await records.haveRead(shop, [key]);
        expect(await retire()).toBe(0);
        await records.move(shop, key, moveEffects(correction({ state: 'accepted', after: 'e1:3' })), 0);
        expect(await retire()).toBe(0);
        await records.haveRead(shop, [key]);
        expect(await retire()).toBe(1);
      }));

    test('[O22] effects that a till knows of a stored sale have their place', () =>
      withEffect({ state: 'accepted', after: 'e1:2' }, async ({ records }) => {
        await records.haveRead(shop, [key]);
        const told: JudgeRow = (_pushed, current) => ({
          kind: 'conflict',
          document: { ...(current as Sale), effects: [correction(refused)] },
          changed: true,
        });

        await records.store(shop, 'sales', [{ ...sale, _deleted: false } as PushedState], told, 200);

        expect((await records.counts(shop)).sales).toMatchObject({ accepted: 0, refused: 1 });
        expect(await records.retire(shop, 1_000, 2_000, 10)).toBe(0);
        await records.move(shop, key, moveEffects(correction({ ...waiting, sending: 2 })), 0);
        expect(await records.take(shop, 'sales', 0, 99, 10)).toHaveLength(1);
      }));

    test('[O22] effects that a till knows end no lease', () =>
      withEffect(waiting, async ({ records }) => {
        const [taken] = await records.take(shop, 'sales', 0, 50, 10);
        const told: JudgeRow = (_pushed, current) => ({
          kind: 'conflict',
          document: {
            ...(current as Sale),
            effects: [correction(waiting), correction(resolved, 'effect-2')],
          },
          changed: true,
        });
        await records.store(shop, 'sales', [{ ...sale, _deleted: false } as PushedState], told, 200);

        expect(await records.take(shop, 'sales', 49, 99, 10)).toEqual([]);
        const begun = { ...waiting, attempts: 1, unanswered: 1 };
        expect(await records.begin(shop, taken!, 60, moveEffects(correction(begun)))).toBeDefined();
      }));

    test('[O23] a refused sale that a push moves on is due, counted, and stays with the tills', async () => {
      await using store = await open();
      const { records } = store;
      const becomes =
        (submission: Sale['submission']): JudgeRow =>
        pushed => {
          const { _deleted, ...document } = pushed as PushedState & Sale;
          return { kind: 'conflict', document: { ...document, submission }, changed: true } as RowVerdict;
        };
      const push = (submission: Sale['submission'], at: number) =>
        records.store(shop, 'sales', [{ ...sale, _deleted: false } as PushedState], becomes(submission), at);
      await push(refused, 100);
      await records.haveRead(shop, [key]);
      expect(await records.take(shop, 'sales', 200, 250, 10)).toEqual([]);

      await push(waiting, 200);

      expect((await records.counts(shop)).sales).toMatchObject({ waiting: 1, refused: 0 });
      expect(await records.retire(shop, 1_000, 2_000, 10)).toBe(0);
      expect(await records.take(shop, 'sales', 200, 250, 10)).toMatchObject([{ id: sale.id }]);
    });

    test('[O22] [M22] levels of every location that an effect touches are judged by it', () =>
      withEffect({ ...waiting, attempts: 1, unanswered: 1 }, async ({ mirror, records }) => {
        const read = async (locationId: string, seq: number) => {
          const level = anInventoryLevel({
            ...{ id: `9101@${locationId}`, inventoryItemId: '9101', locationId, available: 5 },
          });
          const asOf = { sales: `e1:${seq}`, stockMoves: 'e1:0' };
          const at = { scope: locationId, sourceUpdatedAt: 1, readAt: seq };
          return (
            await mirror.commit(shop, 'inventoryLevels', [{ kind: 'present', document: level, ...at, asOf }])
          ).uncertain;
        };
        for (const place of ['9', sale.locationId]) expect(await read(place, 2)).toEqual([`9101@${place}`]);

        const { seq } = (await records.heads(shop)).sales;
        await records.move(shop, key, moveEffects(correction({ state: 'accepted', after: `e1:${seq}` })), 0);

        for (const place of ['9', sale.locationId]) expect(await read(place, seq)).toEqual([`9101@${place}`]);
        for (const place of ['9', sale.locationId]) expect(await read(place, seq + 1)).toEqual([]);
      }));

    test('[M40] while an order is in flight, levels of its items are uncertain at every location', async () => {
      await using store = await open();
      const { mirror, records } = store;
      await records.store(shop, 'sales', [{ ...sale, _deleted: false } as PushedState], judge, 100);
      const read = async (inventoryItemId: string) => {
        const level = anInventoryLevel({
          ...{ id: `${inventoryItemId}@9`, inventoryItemId, locationId: '9', available: 5 },
        });
        const asOf = { sales: 'e1:1', stockMoves: 'e1:0' };
        const at = { scope: '9', sourceUpdatedAt: 1, readAt: 1 };
        return (
          await mirror.commit(shop, 'inventoryLevels', [{ kind: 'present', document: level, ...at, asOf }])
        ).uncertain;
      };
      expect(await read('9101')).toEqual([]);

      await records.move(shop, key, () => ({ submission: { ...waiting, attempts: 1, unanswered: 1 } }), 0);

      expect(await read('9101')).toEqual(['9101@9']);
      expect(await read('91011')).toEqual([]);
      expect(await read('910')).toEqual([]);
    });
  });
}
