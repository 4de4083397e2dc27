import { expect, test } from 'vitest';
import { Known } from './known.ts';

test('[R3] what was read, found or not, is not read again until something changes', async () => {
  const known = new Known<string>();
  const asked: string[] = [];
  const read = (key: string, found: string | undefined) =>
    known.get(key, async () => {
      asked.push(key);
      return found;
    });

  expect([
    await read('a', '1'),
    await read('a', '2'),
    await read('b', undefined),
    await read('b', '3'),
  ]).toEqual(['1', '1', undefined, undefined]);
  await known.changing(async () => undefined);

  expect([await read('a', '4'), await read('b', '5')]).toEqual(['4', '5']);
  expect(asked).toEqual(['a', 'b', 'a', 'b']);
});

test('[R3] of keys without a value, only so many are kept, and no long ones', async () => {
  const known = new Known<string>();
  const asked: string[] = [];
  const isAsked = async (key: string) => {
    asked.length = 0;
    await known.get(key, async () => void asked.push(key) as undefined);
    return asked.length > 0;
  };
  const long = 'x'.repeat(1_000);

  expect([await isAsked('first'), await isAsked('first')]).toEqual([true, false]);
  expect([await isAsked(long), await isAsked(long)]).toEqual([true, true]);
  for (let n = 0; n < 10_000; n++) await isAsked(`another ${n}`);

  expect(await isAsked('first')).toBe(true);
});

test('what was read while it changed is not kept, also where the change fails', async () => {
  const known = new Known<string>();
  let found: (value: string) => void = () => undefined;
  const readBefore = known.get('a', () => new Promise<string>(resolve => (found = resolve)));
  let end: (error: Error) => void = () => undefined;
  const changing = known.changing(() => new Promise((_, reject) => (end = reject)));

  found('before');
  expect(await readBefore).toBe('before');
  expect(await known.get('a', async () => 'meanwhile')).toBe('meanwhile');
  end(new Error('refused'));
  await expect(changing).rejects.toThrow('refused');

  expect(await known.get('a', async () => 'after')).toBe('after');
  expect(await known.get('a', async () => 'later')).toBe('after');
});
