import { answered, keyStore, usingKeys, writeKeys } from '../journal/key-place.ts';

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
      await writeKeys(database, keys => {
        // Another tab may have kept one meanwhile: that one counts.
        const held = keys.getKey(entry);
        held.onsuccess = () => held.result ?? keys.put(made, entry);
      });
      return (await kept()) as CryptoKey | undefined;
    });
  };
}
