import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

/** Who may see the server's state: everyone, holders of a token, or no one. */
export type Monitoring = 'open' | { readonly token: string } | undefined;

/** Whether a request may see more than that the server lives. */
export function mayMonitor(monitoring: Monitoring, { headers }: Pick<Request, 'headers'>): boolean {
  if (monitoring === 'open') return true;
  if (monitoring === undefined) return false;
  const given = bearerOf({ headers });
  return given !== undefined && timingSafeEqual(digestOf(given), digestOf(monitoring.token));
}

export function bearerOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

/** A digest of fixed length. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
