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

/** As long as the last one took: however many are asked, this thread takes half a processor, and no more of the memory's time. */
function rest(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Whoever signs in waits a moment; webhooks and tills do not. Linux gives a thread a priority of its own. */
function letOthersGoFirst(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), 10);
  } catch {
    // Elsewhere it has none: nothing is wrong with the answers, and nobody is to be kept from signing in.
  }
}
