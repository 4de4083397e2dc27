import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** Credentials that this server cannot read. */
export class SealError extends Error {
  /** `unknown-key`: sealed with a key that is not set here. `altered`: changed, of another shop, or not sealed by us. */
  readonly kind: 'unknown-key' | 'altered';

  constructor(kind: SealError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * [A90] Encrypts the credentials of shops (AES-256-GCM), each bound to its shop: `v1.<key id>.<base64url>`. The first
 * key seals; all keys open, so that a key can be replaced.
 */
export class CredentialBox {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #current: string;

  /** @throws RangeError unless each key has 32 bytes. */
  constructor(keys: readonly Uint8Array[]) {
    if (keys.length === 0 || keys.some(key => key.length !== keyBytes))
      throw new RangeError(`a key for credentials has ${keyBytes} bytes`);
    this.#keys = new Map(keys.map(key => [keyId(key), key]));
    this.#current = keyId(keys[0] as Uint8Array);
  }

  seal(shop: string, text: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.get(this.#current) as Uint8Array, iv);
    cipher.setAAD(boundTo(shop));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.#current}.${sealed.toString('base64url')}`;
  }

  /** @throws SealError */
  open(shop: string, sealed: string): string {
    const [version, id = '', body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== 'v1' || bytes.length < ivBytes + tagBytes) throw altered(shop);
    const key = this.#keys.get(id);
    if (!key)
      throw new SealError(
        'unknown-key',
        `The credentials of ${shop} were encrypted with a key that is not set here. Set it as ENCRYPTION_KEY_PREVIOUS, or connect the shop again.`,
      );
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(boundTo(shop));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    try {
      return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw altered(shop);
    }
  }

  /** Whether it was sealed with the key that seals now. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`v1.${this.#current}.`);
  }
}

function altered(shop: string): SealError {
  return new SealError('altered', `The stored credentials of ${shop} are damaged. Connect the shop again.`);
}

function boundTo(shop: string): Buffer {
  return Buffer.from(`tidemark credentials of ${shop}`);
}

/** Names a key without revealing it. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('tidemark key id').update(key).digest('hex').slice(0, 16);
}
