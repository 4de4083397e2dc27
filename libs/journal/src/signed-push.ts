import { sha256Of } from './hash.ts';

/** Request header of a push: `<key id>.<signature>`. The till that has the key may push, whoever is signed in. */
export const signatureHeader = 'tidemark-signature';

/** What a till signs of a push: where it goes, and what it says. */
export function pushText(path: string, body: string): string {
  return pushTextOf(path, sha256Of(body));
}

/** The same, of a body whose SHA-256 (base64url) is known. */
export function pushTextOf(path: string, bodyHash: string): string {
  return `tidemark-push/1 ${path} ${bodyHash}`;
}

export function formatPushSignature(keyId: string, signature: string): string {
  return `${keyId}.${signature}`;
}

/** The parts of the header; undefined for any other text. */
export function parsePushSignature(
  header: string,
): { readonly keyId: string; readonly signature: string } | undefined {
  const match = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{86})$/.exec(header);
  return match ? { keyId: match[1] as string, signature: match[2] as string } : undefined;
}
