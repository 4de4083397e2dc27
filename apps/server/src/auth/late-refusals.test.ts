import { expect, test } from 'vitest';
import { LateRefusals, refusedAfterMs } from './late-refusals.ts';

test('[A47] what is refused is answered late, what is not at once', async () => {
  const waits: number[] = [];
  const late = new LateRefusals(async ms => waits.push(ms));

  expect(await late.of(async () => 'let in')).toBe('let in');
  expect(waits).toEqual([]);
  await expect(late.of(() => Promise.reject(new Error('wrong')))).rejects.toThrow('wrong');
  expect(waits).toEqual([refusedAfterMs]);
});

test('[A47] a thousand wait at most; the next is answered at once, and one after them late again', async () => {
  let waiting = 0;
  let end = (): void => undefined;
  const over = new Promise<void>(resolve => (end = resolve));
  const late = new LateRefusals(() => {
    waiting++;
    return over;
  });
  const refuse = () => late.of(() => Promise.reject(new Error('wrong'))).catch(() => 'refused');
  const first = Array.from({ length: 1_000 }, refuse);

  expect(await refuse()).toBe('refused');
  await Promise.resolve();
  expect(waiting).toBe(1_000);
  end();
  await Promise.all(first);
  await refuse();
  expect(waiting).toBe(1_001);
});
