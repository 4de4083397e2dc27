import type { PushOutcome, PushResponse, WrittenDocument } from './messages/push.ts';

export type RefusedRow = Extract<PushOutcome, { outcome: 'refused' }>;

/**
 * The server's documents of the rows in conflict, for RxDB's push handler to return. Refused rows are not among them.
 */
export function conflictsOf({ outcomes }: PushResponse): WrittenDocument[] {
  return outcomes.filter(each => each.outcome === 'conflict').map(each => each.document);
}

/** The rows to park. */
export function refusalsOf({ outcomes }: PushResponse): RefusedRow[] {
  return outcomes.filter(each => each.outcome === 'refused');
}

/** Whether every row sent was answered, in order: a shorter answer, or another batch's, does not count. */
export function answersAll(sentIds: readonly string[], { outcomes }: PushResponse): boolean {
  return outcomes.length === sentIds.length && outcomes.every((each, index) => each.id === sentIds[index]);
}
