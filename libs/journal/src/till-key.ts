import { base64url, bytesOf, sha256Of } from './hash.ts';

/** The public part of a till's key, as a JSON Web Key. */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  /** The point's coordinates: 32 bytes each, in base64url. */
  readonly x: string;
  readonly y: string;
}

/** The key of a till: it signs, and nobody can read its private part. */
export interface TillKey {
  readonly id: string;
  readonly publicKey: PublicKey;
  /** ECDSA with SHA-256 over the text's UTF-8: r and s, 64 bytes, in base64url. */
  sign(text: string): Promise<string>;
}

/** The RFC 7638 thumbprint of a public key: its name everywhere. */
export function keyIdOf({ crv, kty, x, y }: PublicKey): string {
  return sha256Of(JSON.stringify({ crv, kty, x, y }));
}

/** ECDSA's name for WebCrypto. */
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const algorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Makes a key whose private part cannot be exported. @throws where this page has no cryptography. */
export async function makeKeyPair(crypto: Crypto = globalThis.crypto): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
}

/** A till's key of a pair. */
export async function tillKeyOf(pair: CryptoKeyPair, crypto: Crypto = globalThis.crypto): Promise<TillKey> {
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const publicKey: PublicKey = { kty: 'EC', crv: 'P-256', x: String(x), y: String(y) };
  return {
    id: keyIdOf(publicKey),
    publicKey,
    sign: async text =>
      base64url(
        new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, new TextEncoder().encode(text))),
      ),
  };
}

/** Says whether a text was signed by the owner of one key. */
export type SignatureCheck = (text: string, signature: string) => Promise<boolean>;

/** The check for one key, which is read once. A key that is no point of the curve says no to everything. */
export async function signatureCheck(
  key: PublicKey,
  crypto: Crypto = globalThis.crypto,
): Promise<SignatureCheck> {
  const imported = await noOnDefect(
    () => crypto.subtle.importKey('jwk', { ...key }, curve, false, ['verify']),
    undefined,
  );
  if (!imported) return async () => false;
  return (text, signature) =>
    noOnDefect(
      () => crypto.subtle.verify(algorithm, imported, bytesOf(signature), new TextEncoder().encode(text)),
      false,
    );
}

/** Whether this text was signed by the owner of this key. A key or signature that is none says no. */
export async function isSigned(
  key: PublicKey,
  text: string,
  signature: string,
  crypto: Crypto = globalThis.crypto,
): Promise<boolean> {
  return (await signatureCheck(key, crypto))(text, signature);
}

/** What `read` says; `no` where its input is no point of the curve, or no base64. */
async function noOnDefect<T, N>(read: () => Promise<T>, no: N): Promise<T | N> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DOMException) return no;
    throw error;
  }
}
