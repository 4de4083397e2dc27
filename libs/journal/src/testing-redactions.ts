import { generateKeyPairSync, sign } from 'node:crypto';
import { sealRedaction, type Redacted, type RedactionRecord, type ServerKey } from './redaction/redaction.ts';
import { keyIdOf, type PublicKey } from './till-key.ts';

const keys = new Map<string, ServerKey>();

/** A real key of a server. The same name has the same key while the process lives. */
export function aServerKey(name = 'server'): ServerKey {
  const known = keys.get(name) ?? makeServerKey();
  keys.set(name, known);
  return known;
}

function makeServerKey(): ServerKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const key: PublicKey = { kty: 'EC', crv: 'P-256', x, y };
  return {
    id: keyIdOf(key),
    publicKey: key,
    sign: text =>
      sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  };
}

/** Redaction records of one series, each after the one before, that name these records. */
export function redactionsOf(
  named: readonly (readonly string[])[],
  key: ServerKey = aServerKey(),
  change: Partial<Redacted> & { readonly series?: string } = {},
): RedactionRecord[] {
  const { series = 'rrrrrrrrrr', ...says } = change;
  const made: RedactionRecord[] = [];
  for (const records of named) {
    const previous = made.at(-1)?.journal.hash ?? null;
    const place = {
      series,
      number: made.length + 1,
      previous,
      ...(previous ? {} : { opens: { last: null } }),
    };
    const redacted = {
      ...{ shop: 'tidemark-demo.myshopify.com', at: '2026-01-03T00:00:00.000Z' },
      ...{ reason: 'customer-request' as const, records, ...says },
    };
    made.push(sealRedaction(redacted, place, key));
  }
  return made;
}
