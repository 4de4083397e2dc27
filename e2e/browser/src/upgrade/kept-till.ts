/**
 * What a browser stores of a till, as text: its databases, its small values and its files. `keep` and `putBack` run in
 * a page of the till's origin while no till is open, and use nothing outside of themselves.
 */
export interface KeptTill {
  readonly databases: readonly KeptDatabase[];
  readonly values: Readonly<Record<string, string>>;
  /** Path within the origin's private file system → content in base64. */
  readonly files: Readonly<Record<string, string>>;
}

interface KeptDatabase {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly KeptStore[];
}

interface KeptStore {
  readonly name: string;
  readonly keyPath: string | string[] | null;
  readonly autoIncrement: boolean;
  readonly indexes: readonly (Pick<IDBIndex, 'name' | 'keyPath'> & IDBIndexParameters)[];
  readonly rows: readonly { readonly key: unknown; readonly value: unknown }[];
}

/**
 * Lets scripts read the keys that this page or worker makes from now on, so that `keep` can read them. No till does
 * this: the recorder runs it before the till's own code. It is idempotent.
 */
export function makeKeysReadable(): void {
  const { subtle } = crypto;
  const generate = subtle.generateKey.bind(subtle) as (...of: unknown[]) => Promise<CryptoKey>;
  const derive = subtle.deriveKey.bind(subtle) as (...of: unknown[]) => Promise<CryptoKey>;
  const made = (algorithm: unknown, _extractable: unknown, usages: unknown): Promise<CryptoKey> =>
    generate(algorithm, true, usages);
  const derived = (
    algorithm: unknown,
    from: unknown,
    kind: unknown,
    _extractable: unknown,
    usages: unknown,
  ): Promise<CryptoKey> => derive(algorithm, from, kind, true, usages);
  Object.assign(subtle, { generateKey: made, deriveKey: derived });
}

/**
 * Reads all that this origin stores. Bytes become `{ $bytes, of }`, keys `{ $key, algorithm, usages }`.
 * @throws Error for a kind of value that it does not know, and for a key that no script can read.
 */
export async function keep(): Promise<KeptTill> {
  const base64 = (bytes: Uint8Array): string => {
    let text = '';
    for (const each of bytes) text += String.fromCharCode(each);
    return btoa(text);
  };
  const packed = async (value: unknown): Promise<unknown> => {
    if (value instanceof CryptoKey) {
      const { algorithm, usages } = value;
      return { $key: await crypto.subtle.exportKey('jwk', value), algorithm, usages };
    }
    if (value instanceof ArrayBuffer) return { $bytes: base64(new Uint8Array(value)), of: 'ArrayBuffer' };
    if (value instanceof Uint8Array) return { $bytes: base64(value), of: 'Uint8Array' };
    if (Array.isArray(value)) return Promise.all(value.map(packed));
    if (typeof value !== 'object' || value === null) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype)
      throw new Error(`a ${value.constructor.name} cannot be kept`);
    const fields = Object.entries(value).map(async ([key, each]) => [key, await packed(each)] as const);
    return Object.fromEntries(await Promise.all(fields));
  };
  const done = <T>(asked: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const databases: KeptDatabase[] = [];
  for (const { name = '', version = 1 } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    const stores: KeptStore[] = [];
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const indexes = [...store.indexNames].map(each => {
        const { name: index, keyPath, unique, multiEntry } = store.index(each);
        return { name: index, keyPath, unique, multiEntry };
      });
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      const rows = await Promise.all(
        keys.map(async (key, n) => ({ key: await packed(key), value: await packed(values[n]) })),
      );
      stores.push({
        name: storeName,
        keyPath: store.keyPath as string | string[] | null,
        autoIncrement: store.autoIncrement,
        indexes,
        rows,
      });
    }
    database.close();
    databases.push({ name, version, stores });
  }
  const files: Record<string, string> = {};
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}${name}/`);
      else {
        const file = await (handle as FileSystemFileHandle).getFile();
        files[`${path}${name}`] = base64(new Uint8Array(await file.arrayBuffer()));
      }
    }
  };
  await walk(await navigator.storage.getDirectory(), '');
  return { databases, values: { ...localStorage }, files };
}

/** Writes all of it into this origin, which must be empty. */
export async function putBack({ databases, values, files }: KeptTill): Promise<void> {
  const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), each => each.charCodeAt(0));
  // A restored key is not readable by scripts.
  const keyOf = ({ $key, algorithm, usages }: Record<string, unknown>): Promise<CryptoKey> =>
    crypto.subtle.importKey('jwk', $key as JsonWebKey, algorithm as AlgorithmIdentifier, false, usages as []);
  const unpacked = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(unpacked));
    if (typeof value !== 'object' || value === null) return value;
    const { $bytes, of, $key } = value as Record<string, unknown>;
    if ($key !== undefined) return keyOf(value as Record<string, unknown>);
    if (typeof $bytes === 'string') return of === 'ArrayBuffer' ? bytesOf($bytes).buffer : bytesOf($bytes);
    const fields = Object.entries(value).map(async ([key, each]) => [key, await unpacked(each)] as const);
    return Object.fromEntries(await Promise.all(fields));
  };
  for (const { name, version, stores: packedStores } of databases) {
    // Done before the transaction, which would end while a key is made.
    const stores = await Promise.all(
      packedStores.map(async ({ rows, ...store }) => ({
        ...store,
        rows: await Promise.all(
          rows.map(async ({ key, value }) => ({ key: await unpacked(key), value: await unpacked(value) })),
        ),
      })),
    );
    await new Promise<void>((resolve, reject) => {
      const asked = indexedDB.open(name, version);
      asked.onerror = () => reject(asked.error);
      asked.onupgradeneeded = () => {
        for (const { name: storeName, keyPath, autoIncrement, indexes, rows } of stores) {
          const store = asked.result.createObjectStore(storeName, { keyPath, autoIncrement });
          for (const { name: index, keyPath: path, unique = false, multiEntry = false } of indexes)
            store.createIndex(index, path as string, { unique, multiEntry });
          for (const { key, value } of rows) {
            if (keyPath === null) store.put(value, key as IDBValidKey);
            else store.put(value);
          }
        }
      };
      asked.onsuccess = () => {
        asked.result.close();
        resolve();
      };
    });
  }
  for (const [key, value] of Object.entries(values)) localStorage.setItem(key, value);
  for (const [path, content] of Object.entries(files)) {
    const names = path.split('/');
    let folder = await navigator.storage.getDirectory();
    for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name, { create: true });
    const file = await folder.getFileHandle(names.at(-1) ?? '', { create: true });
    const writing = await file.createWritable();
    await writing.write(bytesOf(content));
    await writing.close();
  }
}
