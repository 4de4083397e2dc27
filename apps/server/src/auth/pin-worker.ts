/** The thread of `PinQueue`: compares one PIN after the other. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { isPin } from './pin.ts';

export interface PinQuestion {
  readonly id: number;
  readonly pin: string;
  readonly hash: string;
}
export interface PinAnswer {
  readonly id: number;
  readonly isRight: boolean;
}

letOthersGoFirst();

parentPort?.on('message', ({ id, pin, hash }: PinQuestion) => {
  const began = performance.now();
  const answer: PinAnswer = { id, isRight: isPin(pin, hash) };
  parentPort?.postMessage(answer);
  rest(performance.now() - began);
});

/**
 * Rests as long as the last PIN took: however many are sent, this thread takes half a processor, and half of the
 * memory's time.
 */
function rest(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * Lowers this thread's priority: sign-ins wait a moment, webhooks and tills do not. Linux gives each thread its own
 * priority.
 */
function letOthersGoFirst(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), 10);
  } catch {
    // Other systems do not: the answers are still right, and sign-ins must work.
  }
}
