import type { Submitted } from '@tidemark/schema';
import { isSameContent } from '../later.ts';
import { stored } from '../submission/submission.ts';
import { isSameWriting } from '../written-once.ts';
import { refuse, type Verdict } from './verdict.ts';
import { ownershipDefect, type Writer } from './writer.ts';

/**
 * Judges a move or a customer edit. A new one is stored and waits for Shopify. A known one stays as it is,
 * whatever its till believes about its submission, as that is the server's.
 */
export function judgeWrittenOnce<T extends Submitted>(
  pushed: T,
  current: T | undefined,
  writer: Writer,
): Verdict<T> {
  const defect = ownershipDefect(pushed, writer, 'its-till');
  if (defect) return defect;
  if (!current) return { kind: 'conflict', document: { ...pushed, submission: stored }, changed: true };
  if (!isSameWriting(pushed, current)) {
    return refuse('written-once', `${pushed.id} is stored already, and says something else`);
  }
  return { kind: isSameContent(pushed, current) ? 'accept' : 'conflict', document: current, changed: false };
}
