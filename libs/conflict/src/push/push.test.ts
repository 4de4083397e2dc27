import { fc, test as prop } from '@fast-check/vitest';
import type { Cart, RecordName, Submitted } from '@tidemark/schema';
import { aCart, aCustomerEdit, aSale, aStockMove } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import { editCart } from '../cart/edit-cart.ts';
import { conflictHandlers, type ConflictHandler } from '../conflict-handler.ts';
import { stored } from '../submission/submission.ts';
import { aSoldItem } from '../testing.ts';
import { judgePush } from './judge-push.ts';

const many = { numRuns: 10_000 };
const writer = { shop: 'tidemark-demo.myshopify.com', tillId: 'till-aaaa', carriedFrom: undefined };
const other = { ...writer, tillId: 'till-bbbb' };
const examples = {
  sales: aSale(),
  stockMoves: aStockMove(),
  customerEdits: aCustomerEdit(),
  carts: aCart(),
};
const writtenOnce = ['sales', 'stockMoves', 'customerEdits'] as const;
const all = Object.keys(examples) as RecordName[];
const pushed = <T extends object>(document: T) => ({ ...document, _deleted: false });
const waiting = <T extends object>(document: T) => ({ ...document, submission: stored });
const accepted = {
  state: 'accepted',
  after: 'e1:5',
  orderId: '9',
  orderName: '#9',
  differences: [] as [],
} as const;

const max = Number.MAX_SAFE_INTEGER;
const tooDear = aSale().lines.map(each => ({
  ...each,
  unitPrice: max,
  quantity: 1,
  amount: max,
  total: max,
}));

describe('a pushed promise', () => {
  test.each(writtenOnce)('[J1] a new one of %s is stored and waits, and its till is told so', name => {
    expect(judgePush(name, pushed(examples[name]), undefined, writer)).toEqual({
      kind: 'conflict',
      document: waiting(examples[name]),
      changed: true,
    });
  });

  test.each(all)('[J15] one of %s with a time that is none is refused by name', name => {
    const document = pushed({ ...examples[name], createdAt: '2026-13-45T99:99:99Z' });

    expect(judgePush(name, document as never, undefined, writer)).toMatchObject({
      kind: 'refuse',
      code: 'does-not-fit',
      message: '/createdAt is no time',
    });
  });

  test.each(all)('[J17] one of %s of more than a megabyte is refused, with its size', name => {
    const document = pushed({ ...examples[name], filler: 'é'.repeat(600_000) });

    expect(judgePush(name, document, undefined, writer)).toMatchObject({
      kind: 'refuse',
      code: 'too-large',
      message: expect.stringMatching(/^it has 12\d{5} bytes, and 1048576 is the most$/) as string,
    });
  });

  test('[J17] a cart that would be too large with what other tills put into it is refused, and what is stored stays', () => {
    const linesOf = (from: number) =>
      Array.from({ length: 1_500 }, (_, n) => ({
        ...{ id: `line-${10_000 + from + n}`, since: '' },
        item: { value: aSoldItem(), stamp: '' },
        note: { value: 'x'.repeat(150), stamp: '' },
        counts: [{ tillId: 'till-aaaa', added: 1, removed: 0 }],
      }));
    const [stored, more] = [0, 1_500].map(from => ({ ...aCart(), lines: linesOf(from) })) as [Cart, Cart];

    expect(judgePush('carts', pushed(more), undefined, writer)).toMatchObject({ kind: 'accept' });
    expect(judgePush('carts', pushed(more), stored, writer)).toMatchObject({
      kind: 'refuse',
      code: 'too-large',
      message: expect.stringMatching(/^with what other tills put into it: /) as string,
    });
  });

  test('[J16] a cart whose clock is decades ahead has no last word, one of next week has', () => {
    const now = Date.UTC(2026, 10, 1);
    const named = (aheadMs: number) =>
      pushed(editCart(aCart(), { do: 'name', name: 'x' }, 'till-aaaa', now + aheadMs));
    const far = { ...aCart(), name: { value: 'x', stamp: '999999999999999-ffffff-till-aaaa' } };
    const kindOf = (document: object) =>
      judgePush('carts', document as never, undefined, { ...writer, now }).kind;

    expect([named(7 * 86_400_000), named(20 * 365 * 86_400_000), pushed(far)].map(kindOf)).toEqual([
      'accept',
      'refuse',
      'refuse',
    ]);
  });

  test.each(writtenOnce)('[J2] the same row of %s twice is one write', name => {
    const current = { ...waiting(examples[name]), rev: '0123456789abcdef' };

    expect(judgePush(name, pushed(examples[name]), current, writer)).toEqual({
      kind: 'conflict',
      document: current,
      changed: false,
    });
    expect(judgePush(name, pushed(waiting(examples[name])), current, writer)).toMatchObject({
      kind: 'accept',
      changed: false,
    });
  });

  test('[J3] a till cannot say what became of its sale', () => {
    const first = judgePush('sales', pushed({ ...aSale(), submission: accepted }), undefined, writer);
    const again = judgePush('sales', pushed({ ...aSale(), submission: accepted }), waiting(aSale()), writer);

    expect(first).toMatchObject({ document: { submission: stored } });
    expect(again).toMatchObject({ kind: 'conflict', document: { submission: stored }, changed: false });
  });

  test('[J4] what was written does not change', () => {
    const changed = pushed({ ...aSale(), note: 'another' });

    expect(judgePush('sales', changed, waiting(aSale()), writer)).toMatchObject({ code: 'written-once' });
  });

  test.each(writtenOnce)('[J5] another till’s %s is refused, unless its work is carried', name => {
    const row = pushed(examples[name]);

    expect(judgePush(name, row, undefined, other)).toMatchObject({ kind: 'refuse', code: 'another-till' });
    expect(judgePush(name, row, undefined, { ...other, carriedFrom: 'till-aaaa' }).kind).toBe('conflict');
  });

  test.each(all)('[J6] %s of another shop is refused', name => {
    expect(
      judgePush(name, pushed(examples[name]), undefined, { ...writer, shop: 'b.myshopify.com' }),
    ).toMatchObject({
      code: 'another-shop',
    });
  });

  test.each(['products', 'customers', 'inventoryLevels', 'orders', 'settings'] as const)(
    '[J7] a till does not write the cache %s',
    name => {
      expect(judgePush(name, { id: '1', _deleted: false }, undefined, writer)).toMatchObject({
        code: 'not-writable',
      });
    },
  );

  test.each(all)('[J8] %s is never deleted', name => {
    const row = { ...examples[name], _deleted: true };

    expect(judgePush(name, row, undefined, writer)).toMatchObject({ code: 'not-deletable' });
  });

  test.each([
    ['sales', { ...aSale(), lines: [] }, /lines/],
    ['sales', { ...aSale(), totals: { ...aSale().totals, total: 1 } }, /totals\/total does not add up/],
    ['sales', { ...aSale(), ...paidByCard(2_000) }, /card-over/],
    ['sales', { ...aSale(), lines: [...tooDear, ...tooDear] }, /too large/],
    ['customerEdits', { ...aCustomerEdit(), isNew: true }, /new customer/],
    ['stockMoves', { ...aStockMove(), delta: 0.5 }, /delta/],
    ['carts', { ...aCart(), lines: [badLine(1, 2)] }, /lost more/],
    ['carts', { ...aCart(), lines: [badLine(1, 1), badLine(1, 1)] }, /each once/],
  ] as const)('[J9] %s that contradict themselves are refused, with where', (name, document, message) => {
    expect(judgePush(name, pushed(document), undefined, writer)).toMatchObject({
      code: 'does-not-fit',
      message: expect.stringMatching(message),
    });
  });
});

describe('a pushed cart', () => {
  const add = (till: string, line: string) =>
    editCart(aCart(), { do: 'add', lineId: line, item: aSoldItem(), units: 1 }, till, 5);
  const left = add('till-aaaa', '101');
  const right = add('till-bbbb', '102');

  test('[J10] any till may write it, and what is stored is the merge, which the till is told', () => {
    const verdict = judgePush('carts', pushed(left), right, other);

    expect(verdict).toMatchObject({ kind: 'conflict', changed: true });
    expect('document' in verdict && 'lines' in verdict.document && verdict.document.lines).toHaveLength(2);
  });

  prop.prop([fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 })], many)(
    '[J14] in whatever order copies arrive, and however often, what is stored is the same',
    order => {
      const copies = [left, right, editCart(left, { do: 'drop-line', lineId: '101' }, 'till-aaaa', 7)];
      const arrive = (indexes: readonly number[]) =>
        indexes.reduce((stored: Cart | undefined, index) => {
          const verdict = judgePush('carts', pushed(copies[index % 3] ?? left), stored, writer);
          return 'document' in verdict ? (verdict.document as Cart) : stored;
        }, undefined);

      expect(arrive(order)).toEqual(arrive([0, 1, 2]));
    },
  );

  test('[J10] a cart that knows less changes nothing, and learns the rest', () => {
    const both = editCart(left, { do: 'note', note: 'x' }, 'till-bbbb', 9);

    expect(judgePush('carts', pushed(left), both, writer)).toEqual({
      kind: 'conflict',
      document: both,
      changed: false,
    });
    expect(judgePush('carts', pushed(both), left, writer)).toEqual({
      kind: 'accept',
      document: both,
      changed: true,
    });
  });
});

describe('the conflict handler of a till', () => {
  const names = fc.constantFrom(...writtenOnce);

  prop.prop([names, fc.boolean()], many)(
    '[J11] pushing and resolving ends after one conflict',
    async (name, known) => {
      const handler = conflictHandlers[name] as ConflictHandler<Submitted>;
      const mine = pushed<Submitted>(
        known ? ({ ...examples[name], submission: accepted } as Submitted) : examples[name],
      );
      const verdict = judgePush(name, mine, undefined, writer);
      const master = pushed('document' in verdict ? (verdict.document as Submitted) : mine);

      const resolved = await handler.resolve({ realMasterState: master, newDocumentState: mine });

      expect(handler.isEqual(resolved, master)).toBe(true);
    },
  );

  test('[J12] news of a submission is a difference, and a rev alone is none', () => {
    const mine = pushed(aSale());

    expect(conflictHandlers.sales.isEqual(mine, { ...mine, rev: '0123456789abcdef' })).toBe(true);
    expect(conflictHandlers.sales.isEqual(mine, waiting(mine))).toBe(false);
  });

  test('[J13] a cart keeps both sides’ lines, and is sent once more', async () => {
    const left = pushed(
      editCart(aCart(), { do: 'add', lineId: '1', item: aSoldItem(), units: 1 }, 'till-aaaa', 5),
    );
    const right = pushed(
      editCart(aCart(), { do: 'add', lineId: '2', item: aSoldItem(), units: 1 }, 'till-bbbb', 5),
    );

    const resolved = await conflictHandlers.carts.resolve({ realMasterState: left, newDocumentState: right });

    expect(resolved.lines.map(line => line.id)).toEqual(['1', '2']);
    expect(conflictHandlers.carts.isEqual(resolved, left)).toBe(false);
    expect(judgePush('carts', resolved, left, writer)).toMatchObject({ kind: 'accept', changed: true });
  });
});

function paidByCard(amount: number) {
  const { totals } = aSale();
  return {
    tenders: [{ kind: 'external-card', amount, reference: null }],
    totals: { ...totals, paid: amount, change: amount - totals.total },
  };
}

function badLine(added: number, removed: number) {
  const stamp = '000000000000001-000000-till-aaaa';
  return {
    id: '101',
    since: stamp,
    item: { value: aSoldItem(), stamp },
    note: { value: null, stamp: '' },
    counts: [{ tillId: 'till-aaaa', added, removed }],
  };
}
