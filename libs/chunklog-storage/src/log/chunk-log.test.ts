import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import type { Chunk } from './chunk.ts';
import { describeChunkLog } from './chunk-log.contract.ts';
import { encodeDocuments } from './encode.ts';
import { IdbChunkLog } from './idb-chunk-log.ts';
import { IdbConnection } from './idb-connection.ts';
import { sealManifest } from './manifest.ts';
import { MemoryChunkLog } from './memory-chunk-log.ts';
import { MemoryDisk } from './memory-disk.ts';
import { item } from '../testing-documents.ts';

let ids = 0;
const newId = () => `log-${++ids}`;

describeChunkLog('MemoryChunkLog', () => {
  const disk = new MemoryDisk();
  return {
    open: () => new MemoryChunkLog(disk, newId),
    damage: async (at, change) => void disk.damage(at, change),
    damageManifest: async () => disk.damageManifest(),
  };
});

describeChunkLog('IdbChunkLog', () => {
  const indexedDB = new IDBFactory();
  const change = (work: Parameters<IdbConnection['transaction']>[2]) =>
    new IdbConnection(indexedDB, 'log').transaction('readwrite', 'default', work);
  return {
    open: () => openIdb(indexedDB),
    damage: async (at, damage) => {
      await change(({ chunks }) => {
        let left = at;
        chunks.openCursor().onsuccess = event => {
          const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result;
          if (left-- > 0) cursor?.continue();
          else cursor?.update(damage(cursor.value as Chunk));
        };
        return () => undefined;
      });
    },
    damageManifest: async () => {
      await change(({ manifest }) => {
        manifest.put({ text: '{', sum: 1 }, 'manifest');
        return () => undefined;
      });
    },
  };
});

function openIdb(indexedDB: IDBFactory | undefined, rebuilt: string[] = []): IdbChunkLog {
  return new IdbChunkLog({
    name: 'log',
    indexedDB,
    keyRange: IDBKeyRange,
    newId,
    onRebuilt: name => rebuilt.push(name),
    onWiped: () => undefined,
  });
}

describe('IdbChunkLog and its browser', () => {
  const write = (id: string) => ({
    collection: 'sales|0',
    born: 0,
    after: 0,
    chunks: [...encodeDocuments({ collection: 'sales|0', seq: 1, context: '', garbage: 0 }, [item(id)])],
  });

  test('[L10] without IndexedDB it says so', () => {
    expect(() => openIdb(undefined)).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  test('[L10] where IndexedDB may not be opened it says so', async () => {
    const refusing = {
      open() {
        const request = { error: new DOMException('not here', 'InvalidStateError') };
        queueMicrotask(() => (request as unknown as IDBOpenDBRequest).onerror?.(new Event('error')));
        return request;
      },
    } as unknown as IDBFactory;

    await expect(openIdb(refusing).manifest()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('[L11] a database deleted under it is noticed by the next write, which is refused', async () => {
    const indexedDB = new IDBFactory();
    const log = openIdb(indexedDB);
    const { logId } = await log.manifest();
    await log.append({ logId, durability: 'strict', writes: [write('a')] });

    await new Promise(resolve => (indexedDB.deleteDatabase('log').onsuccess = resolve));

    const group = { logId, durability: 'strict' as const, writes: [{ ...write('b'), born: 1, after: 1 }] };
    await expect(log.append(group)).rejects.toMatchObject({ code: 'gone' });
  });

  test('[L12] it makes room for a newer version, and says that one is there', async () => {
    const indexedDB = new IDBFactory();
    const log = openIdb(indexedDB);
    await log.manifest();

    await new Promise(resolve => (indexedDB.open('log', 2).onsuccess = resolve));

    await expect(log.manifest()).rejects.toMatchObject({ code: 'newer-format' });
  });

  test('[L12] a manifest of a newer format is refused, not guessed at', async () => {
    const indexedDB = new IDBFactory();
    const log = openIdb(indexedDB);
    const newer = { ...(await log.manifest()), format: 2 } as unknown as Parameters<typeof sealManifest>[0];
    await new IdbConnection(indexedDB, 'log').transaction('readwrite', 'default', ({ manifest }) => {
      manifest.put(sealManifest(newer), 'manifest');
      return () => undefined;
    });

    await expect(log.manifest()).rejects.toMatchObject({ code: 'newer-format' });
  });

  test('[L6] a manifest made again is reported', async () => {
    const indexedDB = new IDBFactory();
    const rebuilt: string[] = [];
    const log = openIdb(indexedDB, rebuilt);
    const { logId } = await log.manifest();
    await log.append({ logId, durability: 'strict', writes: [write('a')] });
    await new IdbConnection(indexedDB, 'log').transaction('readwrite', 'default', ({ manifest }) => {
      manifest.delete('manifest');
      return () => undefined;
    });

    await log.manifest();

    expect(rebuilt).toEqual(['log']);
  });

  test('[D5] a browser that says that it deleted everything is heard, and its reason told', async () => {
    const [whole, wiped] = [new IDBFactory(), new IDBFactory()];
    const said: string[] = [];
    const open = wiped.open.bind(wiped);
    wiped.open = (name, version) => {
      const request = open(name, version);
      request.addEventListener('upgradeneeded', event =>
        Object.assign(event, { dataLoss: 'total', dataLossMessage: 'database was corrupt' }),
      );
      return request;
    };

    for (const factory of [whole, wiped]) {
      const connection = new IdbConnection(factory, 'log', reason => said.push(reason));
      await connection.transaction('readonly', 'default', () => () => undefined);
      await connection.close();
    }

    expect(said).toEqual(['database was corrupt']);
  });

  test('[L13] a transaction that fails stores nothing, and its reason is told', async () => {
    const connection = new IdbConnection(new IDBFactory(), 'log');
    const quota = new DOMException('full', 'QuotaExceededError');

    const failing = connection.transaction('readwrite', 'strict', ({ chunks }, fail) => {
      chunks.put('a', ['sales|0', 1, 1, 0]).onsuccess = () => fail(quota);
      return () => undefined;
    });

    await expect(failing).rejects.toMatchObject({ code: 'quota', cause: quota });
    const count = await connection.transaction('readonly', 'default', ({ chunks }) => {
      const asked = chunks.count();
      return () => asked.result;
    });
    expect(count).toBe(0);
  });

  test('[L9] an empty log that is closed for good is deleted', async () => {
    const indexedDB = new IDBFactory();
    const log = openIdb(indexedDB);
    const { logId } = await log.manifest();
    await log.append({ logId, durability: 'strict', writes: [write('a')] });
    await log.drop(['sales|0']);

    await log.close(true);

    expect(await indexedDB.databases()).toEqual([]);
  });
});
