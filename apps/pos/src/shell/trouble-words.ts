import type { SessionResponse } from '@tidemark/protocol';
import type { Safety, TillStatus } from '@tidemark/till';

/** What a cashier should know of the till now. */
export interface Trouble {
  /** For the badge; '' leaves it as it is. */
  readonly short: string;
  readonly text: string;
  readonly tone: 'wait' | 'bad';
  /** What would end it. */
  readonly help: 'sign-in' | 'update' | undefined;
}

export interface TroubleSources {
  readonly session: Pick<SessionResponse, 'expiresAt'> | undefined;
  readonly status: Pick<TillStatus, 'connection' | 'trouble'> | undefined;
  readonly safety: Pick<Safety, 'trouble'> | undefined;
}

/** How long before its end a session is spoken of. */
const warningMs = 30 * 60_000;

/** The one thing that is said, the worst first; undefined while all is well, or the badge alone says enough. */
export function troubleOf({ session, status, safety }: TroubleSources, now: number): Trouble | undefined {
  const [sending, reading] = [safety?.trouble ?? '', status?.trouble ?? ''];
  const both = `${sending} ${reading}`;
  if (/storage is in trouble/.test(sending))
    return { short: 'Storage trouble', text: sending, tone: 'bad', help: undefined };
  // Without a network nobody can sign in or update, and the badge says "Offline".
  if (status?.connection === 'offline') return undefined;
  const leftMs = session ? Date.parse(session.expiresAt) - now : Infinity;
  if (leftMs <= 0 || /Sign in again/.test(both)) return ended;
  if (/latest update/i.test(both)) return outdated;
  if (sending) return { short: 'Not sending', text: sending, tone: 'wait', help: undefined };
  if (leftMs <= warningMs && session) return endsSoon(session.expiresAt);
  return reading ? { short: 'No news', text: reading, tone: 'wait', help: undefined } : undefined;
}

const ended: Trouble = {
  short: 'Sign in again',
  text: 'Your sign-in has ended. Go on selling: it is kept on this till, and sent after the next sign-in.',
  tone: 'bad',
  help: 'sign-in',
};

const outdated: Trouble = {
  short: 'Out of date',
  text: 'This program is of another version than the server. Nothing is sent until it is updated.',
  tone: 'bad',
  help: 'update',
};

function endsSoon(expiresAt: string): Trouble {
  const time = new Date(expiresAt).toLocaleTimeString(undefined, { timeStyle: 'short' });
  return { short: '', text: `Your sign-in ends at ${time}.`, tone: 'wait', help: 'sign-in' };
}
