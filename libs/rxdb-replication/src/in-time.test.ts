import { expect, test } from 'vitest';
import { inTime } from './in-time.ts';

test('[X7] what RxDB ends is waited for; what it never ends is given up, and may still fail', async () => {
  expect(await inTime(Promise.resolve(7))).toBe(7);
  await expect(inTime(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await expect(inTime(new Promise(() => undefined), 1)).rejects.toThrow('did not end');

  const { promise, reject } = Promise.withResolvers<void>();
  await expect(inTime(promise, 1)).rejects.toThrow('did not end');
  reject(new Error('later'));
});
