import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Barrier } from './barrier.ts';

test.prop([fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 })])(
  '[E1] each caller gets a run that started after it asked, and callers share',
  async gaps => {
    let clock = 0;
    let running = 0;
    const waiting: (() => void)[] = [];
    const barrier = new Barrier(async () => {
      const startedAt = ++clock;
      expect(++running).toBe(1);
      await new Promise<void>(resolve => waiting.push(resolve));
      running--;
      return startedAt;
    });

    const calls: { askedAt: number; answer: Promise<number> }[] = [];
    for (const gap of gaps) {
      calls.push({ askedAt: ++clock, answer: barrier.pass() });
      if (gap > 10) waiting.shift()?.();
      await Promise.resolve();
    }
    const all = Promise.all(
      calls.map(async ({ askedAt, answer }) => expect(await answer).toBeGreaterThan(askedAt)),
    );
    const pump = setInterval(() => waiting.shift()?.(), 0);
    await all;
    clearInterval(pump);
  },
);

test('[E1] a failed run does not block the next', async () => {
  let runs = 0;
  const barrier = new Barrier(async () => {
    if (++runs === 1) throw new Error('no network');
    return runs;
  });

  const first = barrier.pass();
  const second = barrier.pass();

  await expect(first).rejects.toThrow('no network');
  await expect(second).resolves.toBe(2);
});
