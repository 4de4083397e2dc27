import { createHmac } from 'node:crypto';

/**
 * [A106] Names the secrets of a server so that servers can compare theirs, and learn nothing: `<session secret>/<key>,<key>`. The
 * first key is the one that encrypts.
 */
export function secretsMark(sessionSecret: Uint8Array, encryptionKeys: readonly Uint8Array[]): string {
  return `${markOf(sessionSecret)}/${encryptionKeys.map(markOf).join(',')}`;
}

/** Whether servers with these marks read each other's sessions and credentials. */
export function canServeTogether(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  return a.session === b.session && b.keys.includes(a.keys[0] ?? '') && a.keys.includes(b.keys[0] ?? '');
}

function partsOf(mark: string): { readonly session: string; readonly keys: readonly string[] } {
  const [session = '', keys = ''] = mark.split('/');
  return { session, keys: keys.split(',') };
}

function markOf(secret: Uint8Array): string {
  return createHmac('sha256', secret).update('tidemark server').digest('base64url').slice(0, 16);
}
