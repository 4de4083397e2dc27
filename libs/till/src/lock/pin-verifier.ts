/** What is made of a PIN; the PIN cannot be read from it. */
export interface PinHash {
  /** Base64, as `hash`. */
  readonly salt: string;
  readonly iterations: number;
  readonly hash: string;
  /** The mark of this browser's key that the hash is bound to; absent where it is bound to none. */
  readonly key?: string;
}

/** Tells the right PIN of a person from a wrong one, without the PIN. */
export interface PinVerifier extends PinHash {
  readonly staffId: string;
}

/** Makes verifiers of PINs, and checks PINs against them. */
export interface Pins {
  /** False where this page has no cryptography: then the till has no lock. */
  readonly canMake: boolean;
  /** @throws where this page cannot make one. */
  make(pin: string): Promise<PinHash>;
  /** @throws PinKeyLost where the hash is bound to a key that this browser does not have now. */
  isRight(pin: string, made: PinHash): Promise<boolean>;
}

/** No PIN can be compared with this hash here any more: only a sign-in tells. */
export class PinKeyLost extends Error {
  override readonly name = 'PinKeyLost';
}

/** OWASP's number for PBKDF2 with SHA-256: a tenth of a second to half a second for each PIN on a tablet. */
export const pinIterations = 600_000;
const saltBytes = 16;
const hashBits = 256;
/** Whether the PIN is right; undefined where this browser lost the key with which it could tell. */
export async function isRightIfKnown(pins: Pins, pin: string, made: PinHash): Promise<boolean | undefined> {
  try {
    return await pins.isRight(pin, made);
  } catch (error) {
    if (error instanceof PinKeyLost) return undefined;
    throw error;
  }
}

const markLength = 12;

/**
 * Uses the browser's own cryptography, which exists in secure contexts only. A hash is also bound to a key of this
 * browser that no script can read, so a copy of the small values alone lets nobody guess ([T96]).
 */
export function webPins(
  keyOf: () => Promise<CryptoKey | undefined> = async () => undefined,
  crypto: Crypto | undefined = globalThis.crypto,
): Pins {
  const slow = async (pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number) => {
    if (!crypto?.subtle) throw new Error('this page has no cryptography');
    const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
      'deriveBits',
    ]);
    const bits = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
    return new Uint8Array(await crypto.subtle.deriveBits(bits, key, hashBits));
  };
  const bound = async (key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
    if (!crypto) throw new Error('this page has no cryptography');
    return toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes)));
  };
  // A browser that cannot keep a key now makes a hash that is bound to none, as earlier versions did.
  const boundTo = async () => {
    const key = await keyOf().catch(() => undefined);
    return key && { key, mark: (await bound(key, new TextEncoder().encode('mark'))).slice(0, markLength) };
  };
  return {
    canMake: crypto?.subtle !== undefined,
    make: async pin => {
      if (!crypto?.subtle) throw new Error('this page has no cryptography');
      const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
      const [own, bytes] = await Promise.all([boundTo(), slow(pin, salt, pinIterations)]);
      const made = { salt: toBase64(salt), iterations: pinIterations };
      return own
        ? { ...made, hash: await bound(own.key, bytes), key: own.mark }
        : { ...made, hash: toBase64(bytes) };
    },
    isRight: async (pin, made) => {
      const own = made.key === undefined ? undefined : await boundTo();
      if (own?.mark !== made.key) throw new PinKeyLost('this browser lost the key of its PINs');
      const bytes = await slow(pin, fromBase64(made.salt), made.iterations);
      return (own ? await bound(own.key, bytes) : toBase64(bytes)) === made.hash;
    },
  };
}

/** A verifier that was kept; undefined for anything else, and for one that is cheaper to guess at. */
export function readVerifier(value: unknown): PinVerifier | undefined {
  const { staffId, salt, iterations, hash, key = 'none' } = (value ?? {}) as Record<string, unknown>;
  const areTexts = [staffId, salt, hash, key].every(each => typeof each === 'string' && each !== '');
  if (!areTexts || typeof iterations !== 'number' || !(iterations >= pinIterations)) return undefined;
  return value as PinVerifier;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), letter => letter.codePointAt(0) ?? 0);
}
