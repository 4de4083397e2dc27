import { expect, test } from 'vitest';
import { KeepServer, WorkerKeep } from './page-keep.ts';

/** A browser's localStorage, shared by its tabs; it refuses keys with this ending. */
class MemoryStorage {
  readonly values = new Map<string, string>();
  refuses: string | undefined;

  get length() {
    return this.values.size;
  }

  key(n: number) {
    return [...this.values.keys()][n] ?? null;
  }

  getItem(key: string) {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string) {
    if (this.refuses !== undefined && key.endsWith(this.refuses)) throw new Error('QuotaExceededError');
    this.values.set(key, value);
  }

  removeItem(key: string) {
    this.values.delete(key);
  }
}

/** A page with its worker, over a channel that takes a while. */
function aTab(storage: MemoryStorage) {
  const server = new KeepServer(storage, 'till-');
  let crossings = 0;
  const keep = new WorkerKeep(
    {
      exchange: async written => {
        crossings++;
        await Promise.resolve();
        const answer = await server.exchange(written);
        await Promise.resolve();
        return answer;
      },
    },
    server.news(),
  );
  return { server, keep, crossings: () => crossings };
}

test('[T84] a worker reads what was kept, and what it writes is kept in its order', async () => {
  const storage = new MemoryStorage();
  storage.setItem('till-a', '1');
  storage.setItem('other', 'x');
  const { keep, crossings } = aTab(storage);
  expect(keep.get('till-a')).toBe('1');
  expect(keep.get('other')).toBeUndefined();

  keep.set('till-b', '1');
  keep.set('till-b', '2');
  keep.remove('till-a');

  expect([keep.get('till-a'), keep.get('till-b')]).toEqual([undefined, '2']);
  await keep.caughtUp();
  expect([...storage.values]).toEqual([
    ['other', 'x'],
    ['till-b', '2'],
  ]);
  expect(crossings()).toBeLessThan(3);
});

test('[T84] what another tab wrote is read after catching up, or when its page hears of it', async () => {
  const storage = new MemoryStorage();
  const [one, two] = [aTab(storage), aTab(storage)];

  one.keep.set('till-generation', '2');
  await one.keep.caughtUp();
  expect(two.keep.get('till-generation')).toBeUndefined();
  await two.keep.caughtUp();
  expect(two.keep.get('till-generation')).toBe('2');

  one.keep.remove('till-generation');
  await one.keep.caughtUp();
  two.keep.take(two.server.news());
  expect(two.keep.get('till-generation')).toBeUndefined();
});

test('[T84] what is being written here stands against what another tab wrote before', async () => {
  const storage = new MemoryStorage();
  const [one, two] = [aTab(storage), aTab(storage)];
  one.keep.set('till-a', 'old');
  await one.keep.caughtUp();

  two.keep.set('till-a', 'new');
  two.keep.take([['till-a', 'old']]);

  expect(two.keep.get('till-a')).toBe('new');
  await two.keep.caughtUp();
  expect(storage.getItem('till-a')).toBe('new');
  await one.keep.caughtUp();
  expect(one.keep.get('till-a')).toBe('new');
});

test('[T84] a value that the browser refused is told, and not believed to be kept', async () => {
  const storage = new MemoryStorage();
  storage.setItem('till-session', 'earlier');
  const { keep } = aTab(storage);
  storage.refuses = '-session';

  keep.set('till-session', 'a long one');
  keep.set('till-other', '1');

  await expect(keep.caughtUp()).rejects.toThrow('till-session');
  expect(keep.get('till-session')).toBe('earlier');
  expect(keep.get('till-other')).toBe('1');
  await keep.caughtUp();
});
