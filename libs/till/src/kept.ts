import { sessionResponseSchema, type SessionResponse } from '@tidemark/protocol';
import type { Keep } from './till.ts';

/** The session of the last sign-in; undefined where there is none that can be read. */
export function readSession(keep: Keep, name: string): SessionResponse | undefined {
  const text = keep.get(`${name}-session`);
  if (text === undefined) return undefined;
  const parsed = sessionResponseSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

/** What everything of one server's shop is stored under: another shop's is never met. */
export function tillName({ server, shop }: { readonly server: string; readonly shop: string }): string {
  return `tidemark-${hashName(`${server}|${shop}`)}`;
}

/** A short name for a database, from a long one. */
export function hashName(text: string): string {
  let hash = 5381;
  for (const letter of text) hash = (Math.imul(hash, 33) ^ (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}
