import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

const keyLength = 32;

/** The hash to compare with if the name is unknown: it takes as long, and no PIN fits. */
export const nobodysHash = `scrypt$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(keyLength).toString('base64')}`;

/**
 * A PIN's hash: salted, and slow to guess. Blocks the calling thread: the asynchronous function would take the few
 * threads that the disk needs. In a running server, `PinQueue` has a separate thread for it.
 */
export function hashPin(pin: string, salt: Buffer = randomBytes(16)): string {
  return `scrypt$${salt.toString('base64')}$${scryptSync(pin, salt, keyLength).toString('base64')}`;
}

export function isPin(pin: string, hash: string): boolean {
  const [scheme, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const held = Buffer.from(key, 'base64');
  return (
    held.length === keyLength &&
    timingSafeEqual(scryptSync(pin, Buffer.from(salt, 'base64'), keyLength), held)
  );
}

/** Whether a PIN is among the first guesses: one digit repeated, or digits in a row. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set(Array.from(pin.slice(1), (digit, n) => (Number(digit) - Number(pin[n]) + 10) % 10));
  return steps.size === 1 && [0, 1, 9].some(each => steps.has(each));
}
