import { expect, test } from 'vitest';
import { Known } from './known.ts';

test('what was found is not read again until something changes; what was not found is', async () => {
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
  ]).toEqual(['1', '1', undefined, '3']);
  await known.changing(async () => undefined);

  expect(await read('a', '4')).toBe('4');
  expect(asked).toEqual(['a', 'b', 'b', 'a']);
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
