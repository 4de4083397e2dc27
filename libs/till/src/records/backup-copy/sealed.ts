import type { Reason, Told } from '../../api/reason.ts';

/** A text that only its pass phrase opens. */
interface Sealed {
  readonly format: typeof format;
  readonly version: 1;
  readonly iterations: number;
  readonly salt: string;
  readonly iv: string;
  readonly data: string;
}

const format = 'tidemark-unsent';
/** OWASP's advice for PBKDF2 with SHA-256. */
const iterations = 600_000;
const mostIterations = 10_000_000;

/** What is wrong with a sealed text. */
export class NotOpened extends Error implements Told {
  override readonly name = 'NotOpened';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export async function seal(text: string, passPhrase: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(passPhrase, salt, iterations);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
  const sealed: Sealed = {
    format,
    version: 1,
    iterations,
    salt: toBase64(salt),
    iv: toBase64(iv),
    data: toBase64(new Uint8Array(data)),
  };
  return JSON.stringify(sealed);
}

/** @throws NotOpened for another file, a broken one, or a wrong pass phrase. */
export async function unseal(text: string, passPhrase: string): Promise<string> {
  const { salt, iv, data, iterations: rounds } = read(text);
  try {
    const key = await keyOf(passPhrase, fromBase64(salt), rounds);
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64(iv) },
      key,
      fromBase64(data),
    );
    return new TextDecoder().decode(opened);
  } catch (cause) {
    if (cause instanceof NotOpened) throw cause;
    throw new NotOpened(
      { code: 'file-not-opened' },
      'The pass phrase is not the one of this file, or the file is damaged.',
      { cause },
    );
  }
}

function read(text: string): Sealed {
  let value: Partial<Sealed> | null;
  try {
    value = JSON.parse(text) as Partial<Sealed> | null;
  } catch (cause) {
    throw new NotOpened({ code: 'file-broken-off' }, 'This is no file of unsent work, or it broke off.', {
      cause,
    });
  }
  const isWhole =
    value?.format === format &&
    value.version === 1 &&
    [value.salt, value.iv, value.data].every(each => typeof each === 'string') &&
    typeof value.iterations === 'number' &&
    value.iterations > 0 &&
    value.iterations <= mostIterations;
  if (!isWhole) throw new NotOpened({ code: 'file-foreign' }, 'This is no file of unsent work.');
  return value as Sealed;
}

async function keyOf(passPhrase: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(passPhrase.normalize('NFC'));
  const raw = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    raw,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  } catch (cause) {
    throw new NotOpened({ code: 'file-damaged' }, 'This file is damaged.', { cause });
  }
}
