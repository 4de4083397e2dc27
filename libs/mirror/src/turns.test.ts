import { expect, test } from 'vitest';
import { openMemoryMirror } from './testing.ts';

test('[M21] what takes long lets others in', async () => {
  await using store = await openMemoryMirror();
  let rounds = 0;
  let isOver = false;
  const count = () => {
    rounds++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);

  const startedAt = performance.now();
  for (let n = 0; performance.now() - startedAt < 200; n++)
    await store.mirror.setWatermark('a.myshopify.com', { resource: 'products', value: String(n) });
  isOver = true;

  expect(rounds).toBeGreaterThan(5);
});
