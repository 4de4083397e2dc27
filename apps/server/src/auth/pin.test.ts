import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { hashPin, isPin, isWeakPin, nobodysHash } from './pin.ts';
import { PinQueue } from './pin-queue.ts';

test('[A5] a PIN is right with its own hash alone, and nobody has a PIN', () => {
  const hash = hashPin('4711');

  expect([isPin('4711', hash), isPin('4712', hash), isPin('4711', hashPin('0815'))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isPin('0000', nobodysHash)).toBe(false);
  for (const broken of ['', 'scrypt$', 'scrypt$AA==$AA==', 'plain$AA==$AA=='])
    expect(isPin('4711', broken)).toBe(false);
});

test('[A37] PINs that anybody tries first are weak', () => {
  const weak = ['0000', '1111', '1234', '4321', '0123', '8901', '999999', '12345678'];
  const fine = ['4711', '0815', '1212', '1235', '2580', '112233'];

  expect([...weak, ...fine].filter(isWeakPin)).toEqual(weak);
});

test('[A37] PINs are compared beside everything else, a few wait, and more are told to', async () => {
  const queue = new PinQueue();
  const hash = hashPin('4711');
  const asked = Array.from({ length: 60 }, (_, n) => queue.isPin(n % 2 === 0 ? '4711' : '4712', hash));
  // A thread that is busy hashing would let nothing run in between.
  let turns = 0;
  const turning = setInterval(() => turns++, 1);

  const outcomes = await Promise.allSettled(asked);
  clearInterval(turning);

  const answers = outcomes.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  const refused = outcomes.flatMap(each =>
    each.status === 'rejected' ? [(each.reason as { code: string }).code] : [],
  );
  expect(answers).toEqual(Array.from({ length: 16 }, (_, n) => n % 2 === 0));
  expect(refused).toEqual(Array.from({ length: 44 }, () => 'busy'));
  expect(turns).toBeGreaterThan(16);
  expect(await queue.isPin('4711', hash)).toBe(true);
});

test('[A37] a process ends by itself after its last PIN', async () => {
  const script = `
    const { PinQueue } = await import(${JSON.stringify(new URL('pin-queue.ts', import.meta.url).href)});
    const busy = setInterval(() => {}, 1000);
    process.stdout.write(String(await new PinQueue().isPin('4711', 'no hash')));
    clearInterval(busy);
  `;
  const child = spawn(process.execPath, ['--eval', script], { timeout: 60_000 });
  const said = child.stdout.toArray();

  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(String(await said)).toBe('false');
});
