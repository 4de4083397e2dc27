import { ProtocolError } from '@tidemark/protocol';

/** Limits how much work each client has under way at once. */
export class UnderWay {
  readonly #most: number;
  readonly #message: string;
  readonly #counts = new Map<string, number>();

  constructor(most: number, message: string) {
    this.#most = most;
    this.#message = message;
  }

  /** @throws ProtocolError `busy` if `who` has as much under way as allowed. */
  async run<T>(who: string, work: () => Promise<T>): Promise<T> {
    const count = this.#counts.get(who) ?? 0;
    if (count >= this.#most) throw new ProtocolError('busy', this.#message);
    this.#counts.set(who, count + 1);
    try {
      return await work();
    } finally {
      const left = (this.#counts.get(who) ?? 1) - 1;
      if (left > 0) this.#counts.set(who, left);
      else this.#counts.delete(who);
    }
  }
}
