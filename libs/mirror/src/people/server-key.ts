import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keyIdOf, type PublicKey, type ServerKey } from '@tidemark/journal';

/** The file of a server's key, beside its mirror: readable by its own user alone, as `keepPrivate` keeps it. */
export const serverKeyFile = 'journal-key';

/**
 * The key with which the server of a mirror signs. It is made when it is first needed, and kept beside the mirror and not
 * in it: whoever writes into the mirror's file alone cannot sign. A mirror in memory has a key in memory.
 */
export function serverKeyOf(file: string): () => ServerKey {
  let key: ServerKey | undefined;
  return () => (key ??= signing(file === ':memory:' ? makeKey() : keyIn(join(dirname(file), serverKeyFile))));
}

/** The key in this file; where there is none, or what is no key, a new one. */
function keyIn(path: string): KeyObject {
  return (existsSync(path) ? readKey(readFileSync(path, 'utf8')) : undefined) ?? keep(makeKey(), path);
}

function readKey(text: string): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: JSON.parse(text) as PublicKey, format: 'jwk' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || isOfCrypto(error)) return undefined;
    throw error;
  }
}

function isOfCrypto(error: unknown): boolean {
  return error instanceof Error && /^ERR_(CRYPTO|OSSL)/.test(String((error as { code?: unknown }).code));
}

function makeKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** On the disk before anything is signed with it. */
function keep(key: KeyObject, path: string): KeyObject {
  const part = `${path}.part`;
  const file = openSync(part, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(key.export({ format: 'jwk' })));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  return key;
}

function signing(privateKey: KeyObject): ServerKey {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey: PublicKey = { kty: 'EC', crv: 'P-256', x, y };
  return {
    id: keyIdOf(publicKey),
    publicKey,
    sign: text =>
      sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  };
}
