import type { TabMessage } from './tabs.ts';
import type { Reason } from '../api/reason.ts';
import type { TillStatus } from '../api/till.ts';

/** Tells other tabs why nothing is sent. Tabs of earlier versions know only sentences, and decide by them. */
export function sendingMessage(reason: Reason | undefined): TabMessage {
  return { kind: 'sending', trouble: reason && englishOf(reason), reason };
}

/** Tells other tabs the status of the leading one; {@link toldStatus} reads it. */
export function statusMessage(status: TillStatus): TabMessage {
  const { trouble } = status;
  return { kind: 'status', status: { ...status, trouble: trouble && englishOf(trouble), reason: trouble } };
}

/** The status that another tab told, even one of an earlier version. */
export function toldStatus(told: unknown): TillStatus {
  const { trouble, reason, ...status } = told as Omit<TillStatus, 'trouble'> & {
    readonly trouble: string | undefined;
    readonly reason?: Reason | undefined;
  };
  return { ...status, trouble: reason ?? unnamed(trouble) };
}

/** The reason behind a sentence of a tab of an earlier version. */
export function unnamed(trouble: string | undefined): Reason | undefined {
  return trouble === undefined ? undefined : { code: 'unknown', message: trouble };
}

/** The sentence by which tabs of earlier versions say it. */
export function englishOf(reason: Reason): string {
  switch (reason.code) {
    case 'sending-needs-sign-in':
      return 'Sign in again: until then everything is kept on this till.';
    case 'sending-offline':
      return 'The server cannot be reached. Everything is kept on this till and sent by itself.';
    case 'sending-refused':
      return `The server does not take anything now (${reason.message}). Everything is kept on this till and sent by itself.`;
    case 'storage-trouble':
      return `This browser's storage is in trouble: ${reason.message}`;
    case 'news-need-sign-in':
      return 'Sign in again to get news.';
    case 'shopify-unreachable':
      return 'Shopify cannot be reached; the till has what the server last read.';
    default:
      return 'message' in reason ? reason.message : 'The server does not answer.';
  }
}
