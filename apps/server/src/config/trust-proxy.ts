import { isIP } from 'node:net';
import { z } from 'zod';

/** The number of proxies in front of the server, or which ones: addresses, networks, or names of private ranges. */
export type TrustProxy = number | readonly string[];

const ranges = ['loopback', 'linklocal', 'uniquelocal'];
const rule =
  'must be a number of proxies, or their addresses, networks (10.0.0.0/8), loopback or uniquelocal';

/**
 * The setting TRUST_PROXY. It cannot trust every sender: each could then choose the address by which attempts are
 * counted.
 */
export const trustProxySchema = z
  .string()
  .transform(text => text.split(',').map(each => each.trim()))
  .refine(parts => isCount(parts) || parts.every(isProxy), rule)
  .transform((parts): TrustProxy => (isCount(parts) ? Number(parts[0]) : parts));

function isCount(parts: readonly string[]): boolean {
  return parts.length === 1 && /^\d{1,2}$/.test(parts[0] ?? '');
}

function isProxy(text: string): boolean {
  if (ranges.includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128) && bits !== '0')
  );
}
