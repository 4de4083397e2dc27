import { memoryLimiter, type NewLimiter } from '@tidemark/mirror';
import { mirrorDatabase, onPostgres, openIn } from '@tidemark/mirror/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Attempts, type Attempt } from './attempts.ts';

const anna: Attempt = {
  shop: 'a.myshopify.com',
  staff: 'anna',
  tillId: 'till-0001',
  isKnownTill: true,
  address: '10.0.0.1',
};
const stranger = (n: number): Attempt => ({
  ...anna,
  tillId: `stranger-${n}`,
  isKnownTill: false,
  address: `10.0.${n >> 8}.${n & 255}`,
});
/** How many of these simultaneous attempts may have their PIN compared. */
async function letThrough(attempts: Attempts, all: readonly Attempt[]): Promise<number> {
  const outcomes = await Promise.allSettled(all.map(each => attempts.reserve(each)));
  return outcomes.filter(each => each.status === 'fulfilled').length;
}

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

async function waitOf(attempts: Attempts, attempt: Attempt): Promise<number> {
  return attempts.reserve(attempt).then(
    () => 0,
    (error: { retryAfter: number }) => error.retryAfter,
  );
}

/** Every place where attempts are counted passes this. `many` at once are a crowd there; `pass` lets milliseconds go by. */
function describeAttempts(
  name: string,
  open: () => Promise<NewLimiter>,
  { many, pass }: { readonly many: number; readonly pass: (ms: number) => void },
): void {
  describe(name, () => {
    let attempts: Attempts;
    beforeEach(async () => {
      attempts = new Attempts(await open());
    });

    test('[A37] a thousand PINs at once are no more than one after the other', async () => {
      expect(
        await letThrough(
          attempts,
          times(many, () => anna),
        ),
      ).toBe(5);
      expect(
        await letThrough(
          attempts,
          times(many, () => stranger(1)),
        ),
      ).toBe(5);
    });

    test('[A37] many addresses together get no further than a few, for one name', async () => {
      expect(
        await letThrough(
          attempts,
          times(many, n => stranger(n % 250)),
        ),
      ).toBe(20);
    });

    test('[A37] one address gets no further with many names', async () => {
      expect(
        await letThrough(
          attempts,
          times(many, n => ({ ...stranger(1), staff: `name ${n}` })),
        ),
      ).toBe(30);
    });

    test('[A37] strangers lock nobody out who stands at a known till, behind one proxy too', async () => {
      await letThrough(
        attempts,
        times(many, () => ({ ...stranger(1), address: anna.address })),
      );

      expect(await waitOf(attempts, anna)).toBe(0);
      expect(await waitOf(attempts, { ...anna, staff: 'ben' })).toBe(0);
    });

    test('[A37] six wrong PINs of a stranger do not stop another new till behind the same address', async () => {
      await letThrough(
        attempts,
        times(6, () => stranger(1)),
      );

      expect(await waitOf(attempts, { ...stranger(1), tillId: 'another-new-one' })).toBe(0);
    });

    test('[A37] who is made to wait uses up nobody else’s budget', async () => {
      await letThrough(
        attempts,
        times(many, () => stranger(1)),
      );

      expect(await waitOf(attempts, stranger(2))).toBe(0);
      expect(
        await letThrough(
          attempts,
          times(100, n => stranger(10 + n)),
        ),
      ).toBe(14);
    });

    test('[A37] an attempt whose PIN was not compared is none, at a known till too', async () => {
      for (const someone of [anna, stranger(1)])
        for (let n = 0; n < 50; n++) {
          await attempts.reserve(someone);
          await attempts.givenBack(someone);
        }

      expect(
        await letThrough(
          attempts,
          times(10, () => anna),
        ),
      ).toBe(5);
      expect(
        await letThrough(
          attempts,
          times(10, () => stranger(1)),
        ),
      ).toBe(5);
    });

    test('[A37] waits grow, and a right PIN ends them', async () => {
      const waits: number[] = [];
      for (let round = 0; round < 6; round++) {
        await letThrough(
          attempts,
          times(5, () => anna),
        );
        waits.push(await waitOf(attempts, anna));
        expect(await waitOf(attempts, anna)).toBeGreaterThan(0);
        pass((waits.at(-1) ?? 0) * 1000 + 1);
      }
      expect(waits).toEqual([60, 120, 240, 480, 900, 900]);

      await attempts.reserve(anna);
      await attempts.succeeded(anna);
      await letThrough(
        attempts,
        times(5, () => anna),
      );
      expect(await waitOf(attempts, anna)).toBe(60);
    });

    test('[A37] who signs in rightly is never slowed, nor are others at that address', async () => {
      for (let n = 0; n < 200; n++) {
        const someone = { ...stranger(1), tillId: `new-${n}`, staff: `name ${n % 7}` };
        await attempts.reserve(someone);
        await attempts.succeeded(someone);
      }
      expect(await waitOf(attempts, stranger(1))).toBe(0);
    });

    test('[A37] guessing is an alarm, a forgotten PIN is none', async () => {
      await letThrough(
        attempts,
        times(8, () => anna),
      );
      expect(await attempts.alarm()).toBeUndefined();
      await letThrough(
        attempts,
        times(50, () => stranger(3)),
      );
      expect(await attempts.alarm()).toMatch(/^PINs are being guessed: \d+ sign-ins/);
      pass(3_600_001);
      expect(await attempts.alarm()).toBeUndefined();
    });
  });
}

describe('in memory', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  describeAttempts('of one server', async () => memoryLimiter, {
    many: 1500,
    pass: ms => void vi.advanceTimersByTime(ms),
  });
});

onPostgres(() => {
  describe('in PostgreSQL', () => {
    let close: () => Promise<void>;
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
    afterEach(async () => {
      vi.useRealTimers();
      await close();
    });

    /** The limiters of two servers of one database. */
    async function openTwo(): Promise<readonly [NewLimiter, NewLimiter]> {
      const database = await mirrorDatabase();
      const [one, two] = [await openIn(database), await openIn(database)];
      close = async () => {
        for (const each of [one, two, database]) await each[Symbol.asyncDispose]();
      };
      return [one.newLimiter, two.newLimiter];
    }

    describeAttempts('of one server', async () => (await openTwo())[0], {
      many: 300,
      pass: ms => void vi.setSystemTime(Date.now() + ms),
    });

    test('[A37] [R21] two servers count together', async () => {
      const [one, two] = (await openTwo()).map(each => new Attempts(each)) as [Attempts, Attempts];

      const through = await Promise.all([
        letThrough(
          one,
          times(20, () => anna),
        ),
        letThrough(
          two,
          times(20, () => anna),
        ),
      ]);

      expect(through[0] + through[1]).toBe(5);
      expect(await waitOf(two, anna)).toBeGreaterThan(0);
      await one.succeeded(anna);
      expect(await waitOf(two, anna)).toBe(0);
    });
  });
});
