import { aCustomerEdit, aSale } from '@tidemark/schema/testing';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { nextSaleStep, type SaleSight } from './next-step.ts';
import { leaving, limited, openPace, paceWait, type Pace } from './order-pace.ts';

const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
const now = Date.parse('2026-01-01T00:01:00Z');

function sight(change: Partial<SaleSight> & { sale?: SaleSight['sale'] } = {}): SaleSight {
  return {
    sale: aSale({ submission: waiting }),
    creating: undefined,
    storedAt: now,
    startedAt: now - 10_000,
    asked: 0,
    isLookedUp: false,
    now,
    ...change,
  };
}

const of = (change: Parameters<typeof aSale>[0]) => aSale({ submission: waiting, ...change });

test.each<[string, Partial<SaleSight>, object]>([
  ['new', {}, { do: 'send', customerId: null, withoutCustomer: false }],
  ['not due', { sale: of({ submission: { ...waiting, notBefore: now + 1 } }) }, { do: 'leave' }],
  [
    'put off by a clock that ran ahead',
    { sale: of({ submission: { ...waiting, notBefore: now + 24 * 3_600_000 } }) },
    { do: 'send', customerId: null, withoutCustomer: false },
  ],
  [
    'parked',
    { sale: of({ submission: { state: 'refused', sending: 1, attempts: 1, reason: 'x' } }) },
    { do: 'leave' },
  ],
  [
    'begun before, and unanswered',
    { sale: of({ submission: { ...waiting, attempts: 1, unanswered: 1 } }) },
    { do: 'look-up' },
  ],
  [
    'begun by a process that has just ended',
    { sale: of({ submission: { ...waiting, attempts: 1, unanswered: 1 } }), startedAt: now - 4_999 },
    { do: 'leave' },
  ],
  ['sent again', { sale: of({ submission: { ...waiting, sending: 2 } }) }, { do: 'look-up' }],
  ['stored before this process began', { storedAt: now - 10_001 }, { do: 'look-up' }],
  ['written long ago', { sale: of({ createdAt: '2025-12-31T23:00:00Z' }) }, { do: 'look-up' }],
  [
    'looked up, and not found',
    { storedAt: now - 10_001, isLookedUp: true },
    { do: 'send', customerId: null, withoutCustomer: false },
  ],
])('[T3] a sale that is %s', (_name, change, step) => {
  expect(nextSaleStep(sight(change))).toEqual(step);
});

const flaws = [{ code: 'price-unknown' as const, about: '101 1' }];

test('[T22] a sale with flaws is looked up, and held where there is no order, until a person decided', () => {
  const flawed = of({ flaws });
  const decided = of({ flaws, decided: { staffId: 's', at: '2026-01-01T00:00:00Z', do: 'send-again' } });

  expect(nextSaleStep(sight({ sale: flawed }))).toEqual({ do: 'look-up' });
  expect(nextSaleStep(sight({ sale: flawed, isLookedUp: true }))).toEqual({ do: 'hold', flaws });
  expect(nextSaleStep(sight({ sale: decided }))).toMatchObject({ do: 'send' });
});

const edit = (submission: object | null) =>
  aCustomerEdit({ id: 'edit-0001', isNew: true, customerId: 'edit-0001', submission: submission as never });
const accepted = { state: 'accepted', after: 'e1:1', customerId: '7', overruled: [] };

test.each<[string, Partial<SaleSight>, object]>([
  ['of Shopify', { sale: of({ customerId: '7' }) }, { do: 'send', customerId: '7', withoutCustomer: false }],
  ['on the way', { creating: edit(waiting) }, { do: 'wait', ms: 500 }],
  ['made', { creating: edit(accepted) }, { do: 'send', customerId: '7', withoutCustomer: false }],
  [
    'refused',
    { creating: edit({ state: 'refused', sending: 1, attempts: 1, reason: 'taken', takenBy: '8' }) },
    { do: 'send', customerId: null, withoutCustomer: true },
  ],
  [
    'another, chosen by hand',
    { creating: edit({ state: 'resolved', sending: 1, note: 'is Ada', customerId: '8' }) },
    { do: 'send', customerId: '8', withoutCustomer: false },
  ],
  [
    'never answered',
    { creating: edit({ ...waiting, attempts: 9, unanswered: 9 }) },
    { do: 'send', customerId: null, withoutCustomer: true },
  ],
  [
    'asked for in vain for a minute',
    { creating: edit({ ...waiting, attempts: 1, unanswered: 1 }), asked: 120 },
    { do: 'send', customerId: null, withoutCustomer: true },
  ],
  [
    'asked for since long, while Shopify was down',
    { creating: edit(waiting), storedAt: now - 3_600_000, asked: 9, isLookedUp: true },
    { do: 'wait', ms: 500 },
  ],
  ['not known yet', {}, { do: 'wait', ms: 500 }],
  [
    'not known after a minute',
    { storedAt: now - 60_001, startedAt: now - 60_002 },
    { do: 'send', customerId: null, withoutCustomer: true },
  ],
])('[T5] a sale whose customer is %s', (_name, change, step) => {
  expect(nextSaleStep(sight({ sale: of({ customerId: 'edit-0001' }), ...change }))).toEqual(step);
});

test('[T8] no more orders leave in a minute than are configured', () => {
  let pace: Pace = openPace(2);
  pace = leaving(pace, 1_000);
  expect(paceWait(pace, 2_000)).toBe(0);
  pace = leaving(pace, 2_000);
  expect(paceWait(pace, 3_000)).toBe(58_000);
  expect(paceWait(pace, 61_000)).toBe(0);
});

test('[T8] what Shopify turned away waits until there is room', () => {
  let pace = leaving(openPace(undefined), 1_000);
  pace = leaving(pace, 2_000);
  pace = limited(pace, 2_000, 15_000, 2_100);

  expect(paceWait(pace, 2_100)).toBe(58_900);
  expect(paceWait(limited(openPace(undefined), 5, 15_000, 10), 10)).toBe(15_000);
});

test('[T18] a clock that is set back does not stop orders', () => {
  const hour = 3_600_000;
  const pace = limited(leaving(openPace(1), hour), hour, 15_000, hour);

  expect(paceWait(pace, 0)).toBe(0);
  expect(paceWait(leaving(openPace(1), hour), 0)).toBe(0);
});

test.prop([fc.integer({ min: 1, max: 9 }), fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 })])(
  '[T8] whoever waits as told never breaks the limit',
  (limit, gaps) => {
    let pace = openPace(limit);
    let time = 0;
    const sent: number[] = [];
    for (const gap of gaps) {
      time += gap;
      time += paceWait(pace, time);
      pace = leaving(pace, time);
      sent.push(time);
    }
    for (const at of sent)
      expect(sent.filter(each => each > at - 60_000 && each <= at).length).toBeLessThanOrEqual(limit);
  },
);
