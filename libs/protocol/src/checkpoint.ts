import { z } from './zod.ts';
import { ProtocolError } from './errors.ts';

/**
 * A place in one mirror's history. `seq` says how far; `epoch` says in which history, so that a rebuilt or restored
 * mirror is never mistaken for the old one.
 */
export interface Checkpoint {
  readonly epoch: string;
  readonly seq: number;
}

const pattern = /^([A-Za-z0-9_-]{1,64}):(\d{1,15})$/;

/** On the wire a checkpoint is one string, `epoch:seq`, so that half of one cannot be sent. */
export const checkpointSchema = z
  .string()
  .check(z.maxLength(80), z.regex(pattern, 'a checkpoint is epoch:seq'));

export function formatCheckpoint({ epoch, seq }: Checkpoint): string {
  return `${epoch}:${seq}`;
}

/** @throws ProtocolError `invalid-request` for a text that is not a checkpoint. */
export function parseCheckpoint(text: string): Checkpoint {
  const match = pattern.exec(text);
  if (!match?.[1] || !match[2]) throw new ProtocolError('invalid-request', `not a checkpoint: ${text}`);
  return { epoch: match[1], seq: Number(match[2]) };
}

/**
 * The place from which to read on. A checkpoint that the head cannot vouch for is refused, never guessed.
 * @throws ProtocolError `checkpoint-lost` for another epoch, or a place beyond the head.
 */
export function resume(asked: Checkpoint | undefined, head: Checkpoint): Checkpoint {
  if (!asked) return { epoch: head.epoch, seq: 0 };
  if (asked.epoch !== head.epoch || asked.seq > head.seq) {
    throw new ProtocolError(
      'checkpoint-lost',
      `${formatCheckpoint(asked)} is not in ${formatCheckpoint(head)}`,
    );
  }
  return asked;
}

/** Whether a till at `held` has all changes up to `wanted`. Never true across epochs. */
export function covers(held: Checkpoint | undefined, wanted: Checkpoint): boolean {
  return held !== undefined && held.epoch === wanted.epoch && held.seq >= wanted.seq;
}

/**
 * The name of the history after `before`, made with `unique`: a mirror restored from a copy begins one. @param unique
 * Letters, digits, `_` and `-`; 50 of them at most.
 */
export function nextEpoch(before: string, unique: string): string {
  return `h${ordinalOf(before) + 1}-${unique}`;
}

/**
 * Whether a history began after another; false if their names do not tell: two restored from one copy are neither
 * earlier nor later.
 */
export function isLaterEpoch(epoch: string, than: string): boolean {
  return ordinalOf(epoch) > ordinalOf(than);
}

/** The number of histories before it: a mirror's first has a name without a number. */
function ordinalOf(epoch: string): number {
  return Number(/^h(\d+)-/.exec(epoch)?.[1] ?? 0);
}
