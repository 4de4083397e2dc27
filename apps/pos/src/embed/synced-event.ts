import type { SyncedOutcome } from './frame/frame-messages.ts';

/** A sync that a button of ours started has ended. */
export class TideSyncedEvent extends Event {
  static readonly type = 'tide-synced';
  readonly outcome: SyncedOutcome;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;

  constructor(outcome: SyncedOutcome, endedAt: number) {
    super(TideSyncedEvent.type, { bubbles: true, composed: true });
    this.outcome = outcome;
    this.endedAt = endedAt;
  }
}

declare global {
  interface HTMLElementEventMap {
    'tide-synced': TideSyncedEvent;
  }
}
