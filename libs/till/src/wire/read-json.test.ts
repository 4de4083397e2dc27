import { expect, test } from 'vitest';
import { jsonOf } from './read-json.ts';

test('an answer is read whatever its size and its characters', async () => {
  for (const size of [1, 100_000]) {
    const told = { title: '“Cup” – é 杯 🍵 '.repeat(size), n: size };
    expect(await jsonOf(new Response(JSON.stringify(told)))).toEqual(told);
  }
});

test('what is no JSON says nothing, and an answer that broke off is an error', async () => {
  expect(await jsonOf(new Response('<html>'))).toBeUndefined();
  expect(await jsonOf(new Response('['.repeat(100_000)))).toBeUndefined();
  const broken = new ReadableStream({
    pull(controller) {
      controller.error(new TypeError('terminated'));
    },
  });
  await expect(jsonOf(new Response(broken))).rejects.toThrow('terminated');
});
