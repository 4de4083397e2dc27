/** What is made of a PIN; the PIN cannot be read from it. */
export interface PinHash {
  /** Base64, as `hash`. */
  readonly salt: string;
  readonly iterations: number;
  readonly hash: string;
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
  isRight(pin: string, made: PinHash): Promise<boolean>;
}

/** OWASP's number for PBKDF2 with SHA-256: a tenth of a second to half a second for each PIN on a tablet. */
export const pinIterations = 600_000;
const saltBytes = 16;
const hashBits = 256;

/** Uses the browser's own cryptography, which exists in secure contexts only. */
export function webPins(crypto: Crypto | undefined = globalThis.crypto): Pins {
  const hash = async (pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<string> => {
    if (!crypto?.subtle) throw new Error('this page has no cryptography');
    const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
      'deriveBits',
    ]);
    const bits = await crypto.subtle.deriveBits(
      { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
      key,
      hashBits,
    );
    return toBase64(new Uint8Array(bits));
  };
  return {
    canMake: crypto?.subtle !== undefined,
    make: async pin => {
      if (!crypto?.subtle) throw new Error('this page has no cryptography');
      const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
      const iterations = pinIterations;
      return { salt: toBase64(salt), iterations, hash: await hash(pin, salt, iterations) };
    },
    isRight: async (pin, made) => (await hash(pin, fromBase64(made.salt), made.iterations)) === made.hash,
  };
}

/** A verifier that was kept; undefined for anything else, and for one that is cheaper to guess at. */
export function readVerifier(value: unknown): PinVerifier | undefined {
  const { staffId, salt, iterations, hash } = (value ?? {}) as Record<string, unknown>;
  const areTexts = [staffId, salt, hash].every(each => typeof each === 'string' && each !== '');
  if (!areTexts || typeof iterations !== 'number' || !(iterations >= pinIterations)) return undefined;
  return value as PinVerifier;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), letter => letter.codePointAt(0) ?? 0);
}
