import { ProtocolError } from '@tidemark/protocol';

/** Somebody has to wait, and is told how long: the error handler says it by `Retry-After`, too. */
export class BusyFor extends ProtocolError {
  /** In whole seconds. */
  readonly retryAfter: number;

  /** `what`: why, a sentence for a cashier; how long is put behind it. */
  constructor(what: string, waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    super('busy', `${what} Try again in ${inWords(seconds)}.`);
    this.retryAfter = seconds;
  }
}

function inWords(seconds: number): string {
  if (seconds >= 100) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
