import { expect, test } from 'vitest';
import { MemoryBrowser } from '../rx/memory-browser.ts';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk } from '../log/memory-disk.ts';
import { openItems, item } from '../testing-documents.ts';
import { roomyLog, withRoom, type MakeRoom } from './room.ts';

const full = () => new DOMException('full', 'QuotaExceededError');

/** A log on a full disk, part of which is taken by pictures. */
async function aFullLog(pictures: number) {
  const disk = new MemoryDisk();
  const asked: string[] = [];
  const makeRoom: MakeRoom = async durability => {
    asked.push(durability);
    if (pictures === 0) return false;
    disk.quota += pictures;
    pictures = 0;
    return true;
  };
  const log = roomyLog(new MemoryChunkLog(disk, () => 'log'), makeRoom);
  const { logId } = await log.manifest();
  disk.quota = disk.size;
  const append = () =>
    log.append({
      logId,
      durability: 'strict',
      writes: [
        {
          collection: 'sales|0',
          born: 0,
          after: 0,
          chunks: [{ collection: 'sales|0', seq: 1, part: 0, parts: 1, body: '[]', sum: 0 } as never],
        },
      ],
    });
  return { append, asked };
}

test('[W7] a write that finds the disk full is tried again when others gave back room', async () => {
  const { append, asked } = await aFullLog(10_000);

  expect(await append()).toMatchObject({ kind: 'appended' });
  expect(asked).toEqual(['strict']);
});

test('[W7] where nobody has room to give, the writer is told', async () => {
  const { append, asked } = await aFullLog(0);

  await expect(append()).rejects.toMatchObject({ code: 'quota' });
  expect(asked).toEqual(['strict']);
});

test('[W7] it is asked again while that helps too little, and not for ever', async () => {
  let tries = 0;
  const never = withRoom(
    async () => {
      tries++;
      throw full();
    },
    async () => true,
  );

  await expect(never).rejects.toThrow('full');
  expect(tries).toBe(5);
});

test('[W7] another refusal makes nobody give anything back, and room that cannot be made hides no refusal', async () => {
  let asked = 0;
  const makeRoom = async () => {
    asked++;
    throw new Error('no cache storage here');
  };

  await expect(withRoom(() => Promise.reject(new Error('gone')), makeRoom)).rejects.toThrow('gone');
  expect(asked).toBe(0);
  await expect(withRoom(() => Promise.reject(full()), makeRoom)).rejects.toThrow('full');
  expect(asked).toBe(1);
});

test('[W7] a storage asks whoever opened it', async () => {
  const browser = new MemoryBrowser();
  const storage = browser.openTab({
    makeRoom: async () => {
      browser.disk('shop').quota = Infinity;
      return true;
    },
  });
  browser.disk('shop').quota = 0;

  const items = await openItems(storage);
  const { error } = await items.bulkWrite([{ document: item('a') }], 'test');

  expect(error).toEqual([]);
  await items.close();
});
