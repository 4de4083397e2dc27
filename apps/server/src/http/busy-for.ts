import { ProtocolError } from '@tidemark/protocol';

/** A refusal that says how long to wait; the error handler also sends it as `Retry-After`. */
export class BusyFor extends ProtocolError {
  /** In whole seconds. */
  readonly retryAfter: number;

  /** `what`: the reason, a sentence for a cashier; the time is appended. */
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
