/** The part of the disk benchmark in its page and, as the same script, in the page's worker. */

/** Where text is written: a record for each text in IndexedDB, or the end of a file of the origin's own file system. */
export type Disk = 'indexeddb' | 'opfs';

export interface DiskWork {
  readonly disk: Disk;
  /** How many texts, of how many characters each. */
  readonly count: number;
  readonly length: number;
  /** Whether each write waits until a power cut cannot undo it. */
  readonly isDurable: boolean;
}

/** Milliseconds. */
export interface DiskTimes {
  readonly writes: readonly number[];
  /** All that was written, read back as text. */
  readonly read: number;
}

interface Log {
  append(text: string): Promise<void>;
  readAll(): Promise<number>;
  remove(): Promise<void>;
}

/** Does the work in this thread. */
export async function work({ disk, count, length, isDurable }: DiskWork): Promise<DiskTimes> {
  const log = await (disk === 'opfs' ? fileLog(isDurable) : recordLog(isDurable));
  const text = 'tidemark '.repeat(Math.ceil(length / 9)).slice(0, length);
  const writes: number[] = [];
  for (let n = 0; n < count; n++) {
    const startedAt = performance.now();
    await log.append(text);
    writes.push(performance.now() - startedAt);
  }
  const startedAt = performance.now();
  const characters = await log.readAll();
  const read = performance.now() - startedAt;
  if (characters !== count * length) throw new Error(`${characters} of ${count * length} were read`);
  await log.remove();
  return { writes, read };
}

/** Does the work in a worker of this page. */
export function workInWorker(task: DiskWork): Promise<DiskTimes> {
  const worker = new Worker('/bench.js', { type: 'module' });
  return new Promise<DiskTimes>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DiskTimes | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

async function recordLog(isDurable: boolean): Promise<Log> {
  const name = `disk-bench-${crypto.randomUUID()}`;
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.result.createObjectStore('texts', { autoIncrement: true });
  const database = await done(opening);
  const durability = isDurable ? 'strict' : 'relaxed';
  return {
    append: text =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction('texts', 'readwrite', { durability });
        transaction.objectStore('texts').put(text);
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      }),
    readAll: async () => {
      const texts: string[] = await done(database.transaction('texts').objectStore('texts').getAll());
      return texts.reduce((sum, { length }) => sum + length, 0);
    },
    remove: async () => {
      database.close();
      await done(indexedDB.deleteDatabase(name));
    },
  };
}

/** The sync handle of a file; only workers have it. */
interface SyncHandle {
  write(data: Uint8Array, options: { at: number }): number;
  read(into: Uint8Array, options: { at: number }): number;
  flush(): void;
  getSize(): number;
  close(): void;
}

async function fileLog(isDurable: boolean): Promise<Log> {
  const root = await navigator.storage.getDirectory();
  const name = `disk-bench-${crypto.randomUUID()}`;
  const file = await root.getFileHandle(name, { create: true });
  const handle = await (
    file as unknown as { createSyncAccessHandle(): Promise<SyncHandle> }
  ).createSyncAccessHandle();
  const encoder = new TextEncoder();
  let at = 0;
  return {
    append: async text => {
      at += handle.write(encoder.encode(text), { at });
      if (isDurable) handle.flush();
    },
    readAll: async () => {
      const bytes = new Uint8Array(handle.getSize());
      handle.read(bytes, { at: 0 });
      return new TextDecoder().decode(bytes).length;
    },
    remove: async () => {
      handle.close();
      await root.removeEntry(name);
    },
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('failed'));
  });
}

if (typeof window === 'undefined')
  globalThis.addEventListener('message', ({ data }: MessageEvent<DiskWork>) => {
    work(data).then(
      times => globalThis.postMessage(times),
      (error: unknown) => globalThis.postMessage(String(error)),
    );
  });
else Object.assign(globalThis, { disk: { work, workInWorker } });
