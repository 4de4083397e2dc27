import { sha256 } from '@noble/hashes/sha2.js';

/** The SHA-256 of a text's UTF-8, in base64url without padding: 43 characters. */
export function sha256Of(text: string): string {
  return base64url(sha256(new TextEncoder().encode(text)));
}

/** Base64url without padding, as RFC 4648 §5 has it. */
export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of a base64url text. @throws DOMException for any other text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, letter => letter.charCodeAt(0));
}
