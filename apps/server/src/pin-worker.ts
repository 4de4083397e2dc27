/** The thread of `PinDesk`: compares one PIN after the other. */
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

parentPort?.on('message', ({ id, pin, hash }: PinQuestion) => {
  const answer: PinAnswer = { id, isRight: isPin(pin, hash) };
  parentPort?.postMessage(answer);
});
