import { Worker } from 'node:worker_threads';
import { ProtocolError } from '@tidemark/protocol';
import type { PinAnswer, PinQuestion } from './pin-worker.ts';

/** The most sign-ins that wait: the last of them for about two seconds. */
const mostWaiting = 16;

/**
 * Compares PINs with their hashes in a separate thread: that is slow on purpose, and neither requests nor the disk wait
 * for it. A thread that dies is started again for the next PIN. No process lives on for its thread alone.
 */
export class PinQueue {
  readonly #waiting = new Map<number, PromiseWithResolvers<boolean>>();
  #worker: Worker | undefined;
  #asked = 0;

  /** @throws ProtocolError `busy` if too many wait already. */
  async isPin(pin: string, hash: string): Promise<boolean> {
    if (this.#waiting.size >= mostWaiting)
      throw new ProtocolError('busy', 'Many people are signing in right now. Try again in a moment.');
    const question: PinQuestion = { id: ++this.#asked, pin, hash };
    const answer = Promise.withResolvers<boolean>();
    this.#waiting.set(question.id, answer);
    this.#thread().postMessage(question);
    return answer.promise;
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('pin-worker.ts', import.meta.url));
    worker.on('message', ({ id, isRight }: PinAnswer) => {
      this.#waiting.get(id)?.resolve(isRight);
      this.#waiting.delete(id);
    });
    const ended = (error: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const each of this.#waiting.values()) each.reject(error);
      this.#waiting.clear();
    };
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('the thread that compares PINs ended')));
    // The last thing, since listening for messages would keep the process alive again.
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}
