import { answered, keyStore, usingKeys } from '../journal/key-place.ts';

const entry = 'pins';

/**
 * The key to which this browser binds what it keeps of PINs; made at its first use, beside the till's key. No script
 * can read it. Undefined: this page has no cryptography.
 */
export function browserPinKey(
  name: string,
  { indexedDB, crypto }: Pick<Partial<typeof globalThis>, 'indexedDB' | 'crypto'> = globalThis,
): () => Promise<CryptoKey | undefined> {
  return async () => {
    if (!indexedDB || !crypto?.subtle) return undefined;
    return usingKeys(indexedDB, name, async database => {
      const kept = () => answered(database.transaction(keyStore).objectStore(keyStore).get(entry));
      const held = (await kept()) as CryptoKey | undefined;
      if (held) return held;
      const made = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      await keepIfNone(database, made);
      return (await kept()) as CryptoKey | undefined;
    });
  };
}

/** Another tab may have kept one meanwhile: that one counts. */
async function keepIfNone(database: IDBDatabase, made: CryptoKey): Promise<void> {
  const transaction = database.transaction(keyStore, 'readwrite', { durability: 'strict' });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the key was not kept'));
  });
  const keys = transaction.objectStore(keyStore);
  const held = keys.getKey(entry);
  held.onsuccess = () => held.result ?? keys.put(made, entry);
  await done;
}
