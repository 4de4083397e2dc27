import { minuteWords } from '@tidemark/elements/look/time';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { SessionResponse } from '@tidemark/protocol';
import type { Reason, Safety, TillStatus } from '@tidemark/till';
import { reasonWords } from '../words/reason-words.ts';
import { forgetfulWords } from '../sync/forgetful-browser.ts';

/** What a cashier should know of the till now. */
export interface Trouble {
  /** The words of the badge; '' leaves it as it is. */
  readonly short: string;
  readonly text: string;
  readonly tone: 'wait' | 'bad';
  /** What the cashier can do to end it. */
  readonly help: 'sign-in' | 'update' | 'confirm' | undefined;
}

export interface TroubleSources {
  readonly session: Pick<SessionResponse, 'expiresAt'> | undefined;
  readonly status: Pick<TillStatus, 'connection' | 'trouble'> | undefined;
  readonly safety: Pick<Safety, 'trouble'> | undefined;
  /** How far this device's clock is fast (above 0) or slow (below), in milliseconds. */
  readonly clockFastBy?: number | undefined;
  readonly timeZone?: string | undefined;
  /** Whether the person at the till changed to it without the network, and the server has not confirmed them. */
  readonly isUnconfirmed?: boolean;
  /** Whether this browser deletes the till after a week without a visit. */
  readonly isForgetful?: boolean;
}

/** How long before its end a session is mentioned. */
const warningMs = 30 * 60_000;

/** A clock that is off by less is no trouble. */
const clockMs = 60_000;

/**
 * The one trouble to show, the worst first; undefined while all is well, or the badge alone says enough. `now` is the
 * shop's time and not this device's: sessions end by the server's clock.
 */
export function troubleOf(sources: TroubleSources, now: number): Trouble | undefined {
  return (
    worseTrouble(sources, now) ??
    wrongClock(sources.clockFastBy ?? 0) ??
    (sources.isForgetful ? forgetful() : undefined)
  );
}

function worseTrouble(
  { session, status, safety, timeZone, isUnconfirmed }: TroubleSources,
  now: number,
): Trouble | undefined {
  const [sending, reading] = [safety?.trouble, status?.trouble];
  if (sending?.code === 'storage-trouble')
    return { short: msg('Storage trouble'), text: reasonWords(sending), tone: 'bad', help: undefined };
  // Without a network, a sign-in or an update is impossible, and the badge says "Offline".
  if (status?.connection === 'offline') return undefined;
  if (isUnconfirmed) return unconfirmed();
  const leftMs = session ? Date.parse(session.expiresAt) - now : Infinity;
  if (leftMs <= 0 || needsSignIn(sending) || needsSignIn(reading)) return ended();
  if (isOutdated(sending) || isOutdated(reading)) return outdated();
  if (sending)
    return { short: msg('Not sending'), text: reasonWords(sending), tone: 'wait', help: undefined };
  if (leftMs <= warningMs && session) return endsSoon(session.expiresAt, timeZone);
  return reading
    ? { short: msg('No news'), text: reasonWords(reading), tone: 'wait', help: undefined }
    : undefined;
}

function needsSignIn(reason: Reason | undefined): boolean {
  return reason?.code === 'sending-needs-sign-in' || reason?.code === 'news-need-sign-in';
}

function isOutdated(reason: Reason | undefined): boolean {
  const isRefusal = reason?.code === 'sending-refused' || reason?.code === 'server-refuses';
  return isRefusal && reason.refusal === 'client-outdated';
}

function wrongClock(fastBy: number): Trouble | undefined {
  if (Math.abs(fastBy) <= clockMs) return undefined;
  const length = lengthWords(Math.abs(fastBy));
  const text =
    fastBy > 0
      ? msg(str`This device’s clock is ${length} fast. Sales are dated by the shop’s clock.`)
      : msg(str`This device’s clock is ${length} slow. Sales are dated by the shop’s clock.`);
  return { short: '', text, tone: 'wait', help: undefined };
}

/** A duration in its two largest units: "3 h 12 min", "41 days". */
function lengthWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const days = Math.round(minutes / 1_440);
  if (minutes >= 2 * 1_440) return counted(days, str`${numberText(days)} day`, str`${numberText(days)} days`);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? msg(str`${hours} h`) : '', rest > 0 ? msg(str`${rest} min`) : '']
    .filter(Boolean)
    .join(' ');
}

const forgetful = (): Trouble => ({ short: '', text: forgetfulWords(), tone: 'wait', help: undefined });

const unconfirmed = (): Trouble => ({
  short: msg('Type your PIN'),
  text: msg(
    'You changed to this till without the network. Type your PIN once more, so that the server confirms you. Sales are in your name already.',
  ),
  tone: 'wait',
  help: 'confirm',
});

const ended = (): Trouble => ({
  short: msg('Sign in again'),
  text: msg(
    'Your sign-in has ended. Go on selling: it is kept on this till, and sent after the next sign-in.',
  ),
  tone: 'bad',
  help: 'sign-in',
});

const outdated = (): Trouble => ({
  short: msg('Out of date'),
  text: msg('This program is of another version than the server. Nothing is sent until it is updated.'),
  tone: 'bad',
  help: 'update',
});

function endsSoon(expiresAt: string, timeZone: string | undefined): Trouble {
  const time = minuteWords(Date.parse(expiresAt), timeZone);
  return { short: '', text: msg(str`Your sign-in ends at ${time}.`), tone: 'wait', help: 'sign-in' };
}
