import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const keyLength = 32;

/** A PIN as it is kept: salted, and slow to guess. */
export async function hashPin(pin: string, salt: Buffer = randomBytes(16)): Promise<string> {
  return `scrypt$${salt.toString('base64')}$${(await derive(pin, salt)).toString('base64')}`;
}

export async function isPin(pin: string, hash: string): Promise<boolean> {
  const [scheme, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  return timingSafeEqual(await derive(pin, Buffer.from(salt, 'base64')), Buffer.from(key, 'base64'));
}

function derive(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(pin, salt, keyLength, (error, key) => (error ? reject(error) : resolve(key))),
  );
}
