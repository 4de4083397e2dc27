import { refuse, type Verdict } from './verdict.ts';

/** Who pushes: from the session, never from the document. */
export interface Writer {
  readonly shop: string;
  readonly tillId: string;
  /** The till whose exported work this one carries to the server, where it does. */
  readonly carriedFrom: string | undefined;
  /** The server's clock, in milliseconds; undefined where nobody's clock is judged. */
  readonly now?: number;
}

/** Whether a writer may bring this document at all; what is wrong when not. */
export function ownershipDefect(
  document: { readonly shop: string; readonly tillId: string },
  writer: Writer,
  owner: 'its-till' | 'every-till',
): Verdict<never> | undefined {
  if (document.shop !== writer.shop) return refuse('another-shop', `belongs to ${document.shop}`);
  if (owner === 'every-till') return undefined;
  if (document.tillId === writer.tillId || document.tillId === writer.carriedFrom) return undefined;
  return refuse('another-till', `was written by till ${document.tillId}`);
}
