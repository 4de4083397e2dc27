import { fc, test } from '@fast-check/vitest';
import type { SaleSubmission } from '@tidemark/schema';
import { describe, expect, test as example } from 'vitest';
import { afterAttempt, attemptKey, beginAttempt, decide, mustLookUp, type Outcome } from './attempt.ts';
import { backoff } from './backoff.ts';
import { compareSubmissions, isSettled, mergeSubmissions, stored } from './submission.ts';

const many = { numRuns: 10_000 };
const small = fc.integer({ min: 0, max: 3 });
const sending = fc.integer({ min: 1, max: 3 });
const accepted = fc
  .constantFrom('1', '2')
  .map(orderId => ({ after: 'e1:1', orderId, orderName: `#${orderId}`, differences: [] }));
const because = fc.constantFrom('gone', 'taken').map(reason => ({ reason }));
const how = fc.constantFrom('by hand', 'given up').map(note => ({ note }));
const submission: fc.Arbitrary<SaleSubmission> = fc.oneof(
  fc.constant(null),
  fc.record({
    state: fc.constant('waiting' as const),
    sending,
    attempts: small,
    unanswered: small,
    notBefore: small,
  }),
  fc
    .tuple(sending, small, because)
    .map(([gen, attempts, why]) => ({ ...why, state: 'refused' as const, sending: gen, attempts })),
  fc.tuple(sending, how).map(([gen, note]) => ({ ...note, state: 'resolved' as const, sending: gen })),
  accepted.map(as => ({ ...as, state: 'accepted' as const })),
);
const outcome: fc.Arbitrary<Outcome<SaleSubmission>> = fc.oneof(
  accepted.map(as => ({ kind: 'accepted' as const, as })),
  because.map(why => ({ kind: 'refused' as const, because: why })),
  fc.constant({ kind: 'unanswered' as const }),
  small.map(retryAfterMs => ({ kind: 'turned-away' as const, retryAfterMs })),
);
const chance = fc.double({ min: 0, max: 1, noNaN: true });

const merge = mergeSubmissions<SaleSubmission>;
/** True if `b` is not before `a`. */
const isForward = (a: SaleSubmission, b: SaleSubmission) => compareSubmissions(a, b) <= 0;

describe('the life of a submission', () => {
  test.prop([submission, submission], many)('[L1] merging is commutative', (a, b) => {
    expect(merge(a, b)).toEqual(merge(b, a));
  });

  test.prop([submission, submission, submission], many)('[L2] merging is associative', (a, b, c) => {
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
  });

  test.prop([submission, submission], many)('[L3] merging is idempotent, and invents no state', (a, b) => {
    expect(merge(a, a)).toEqual(a);
    expect([a, b]).toContainEqual(merge(a, b));
  });

  test.prop([submission, submission], many)('[L4] merging only moves forward', (a, b) => {
    expect(isForward(a, merge(a, b))).toBe(true);
    expect(isForward(b, merge(a, b))).toBe(true);
  });

  test.prop([submission, outcome, small, chance], many)(
    '[L5] an attempt only moves forward',
    (before, what, now, luck) => {
      const begun = beginAttempt(before, now);
      const after = afterAttempt<SaleSubmission>(begun ?? before, what, now, luck);

      if (begun) expect(isForward(before, begun)).toBe(true);
      expect(isForward(before, after)).toBe(true);
    },
  );

  test.prop([submission, sending, how, fc.boolean()], many)(
    '[L6] a decision only moves a refusal, and forward',
    (before, of, as, again) => {
      const decision = again
        ? ({ do: 'send-again', sending: of } as const)
        : ({ do: 'resolve', sending: of, as } as const);
      const after = decide(before, decision);

      if (before?.state !== 'refused' || before.sending !== of) expect(after).toBe(before);
      else expect(compareSubmissions(before, after)).toBeLessThan(0);
      expect(decide(after, decision)).toEqual(after);
    },
  );

  test.prop([submission, outcome, small, chance], many)(
    '[L7] a settled sale is not sent, and only an order that exists moves it',
    (before, what, now, luck) => {
      fc.pre(isSettled(before));

      expect(beginAttempt(before, now)).toBeUndefined();
      const after = afterAttempt(before, what, now, luck);
      if (what.kind !== 'accepted' || before?.state === 'accepted') expect(after).toBe(before);
      else expect(after).toMatchObject({ state: 'accepted' });
    },
  );

  test.prop([fc.array(fc.tuple(outcome, fc.boolean()), { maxLength: 8 }), chance], many)(
    '[L8] once a request may have arrived, no other leaves without a look-up',
    (run, luck) => {
      let now = 0;
      let state: SaleSubmission = stored;
      let mayHaveArrived = false;
      for (const [what, crashed] of run) {
        now += 10 ** 7;
        const begun = beginAttempt(state, now);
        if (!begun) continue;
        expect(mustLookUp(state)).toBe(mayHaveArrived);
        state = begun;
        if (!crashed) state = afterAttempt(state, what, now, luck);
        mayHaveArrived ||= crashed || what.kind === 'unanswered';
      }
    },
  );

  test.prop([fc.integer({ min: 0, max: 10_000 }), chance], many)(
    '[L9] waiting grows, up to five minutes, and never more than half of it is chance',
    (attempts, luck) => {
      const wait = backoff(attempts, luck);

      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(300_000);
      expect(backoff(attempts + 1, 0)).toBeGreaterThanOrEqual(backoff(attempts, 0));
      expect(wait).toBeGreaterThanOrEqual(backoff(attempts, 1) / 2);
    },
  );
});

describe('the life of a submission, by example', () => {
  example('[L8] the server was killed after the order was created: the next attempt looks first', () => {
    const found = beginAttempt(stored, 0) ?? null;

    expect(mustLookUp(stored)).toBe(false);
    expect(mustLookUp(found)).toBe(true);
  });

  example('[L5] turned away is as if never sent, but later', () => {
    const begun = beginAttempt(stored, 0) ?? null;
    const after = afterAttempt<SaleSubmission>(begun, { kind: 'turned-away', retryAfterMs: 12_000 }, 100, 0);

    expect(after).toEqual({ ...stored, attempts: 1, notBefore: 12_100 });
    expect(mustLookUp(after)).toBe(false);
    expect(beginAttempt(after, 12_099)).toBeUndefined();
  });

  example('[L6] sent again it waits in the next sending, and looks before it sends', () => {
    const refused = { state: 'refused', sending: 1, attempts: 4, reason: 'gone' } as const;
    const again = decide<SaleSubmission>(refused, { do: 'send-again', sending: 1 });

    expect(again).toEqual({ state: 'waiting', sending: 2, attempts: 4, unanswered: 0, notBefore: 0 });
    expect(mustLookUp(again)).toBe(true);
  });

  example('[L10] the key of a promise stays while it is tried, and is another after a refusal', () => {
    expect(attemptKey('key-00000001', 1)).toBe('key-00000001');
    expect(attemptKey('key-00000001', 2)).toBe('key-00000001-2');
  });
});
