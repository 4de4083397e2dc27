import type { SubmittedName } from '@tidemark/mirror';
import type { DecisionRequest, SubmissionCounts } from '@tidemark/protocol';

/** What can be held up: records of a kind, or `read-back`, the reading of what Shopify made of them. */
export type HeldUp = SubmittedName | 'read-back';

/** Something that does not go on at the moment, though each of its records is tried again by itself. */
export interface SubmitTrouble {
  readonly kind: HeldUp;
  /** Since when nothing of the kind went through, milliseconds since the epoch. */
  readonly since: number;
  /** What was said last, for a person. */
  readonly what: string;
}

/** How submitting stands. */
export interface SubmitHealth {
  readonly counts: SubmissionCounts;
  /** [T17] What is held up, each kind once; empty while all goes on. What is refused is no trouble: it is counted. */
  readonly troubles: readonly SubmitTrouble[];
}

/**
 * Mirror → Shopify, for one shop: what tills wrote, each by itself, so that none waits for another's trouble. May be
 * ended at any moment, also without a word: what was begun is looked up before it is tried again.
 */
export interface Submit extends AsyncDisposable {
  /** Begins. Resolves at once; what becomes of each is in its document. */
  start(): void;

  /**
   * [T7] What somebody decided about a refused record. `moved-on`: it is not refused any more, or in another sending;
   * `unknown`: there is no such record.
   */
  decide(request: DecisionRequest): Promise<'decided' | 'moved-on' | 'unknown'>;

  /** What is held up, from memory: for whoever asks often. */
  troubles(): readonly SubmitTrouble[];

  /** How submitting stands, counted in the store without asking Shopify: for metrics and status. */
  health(): Promise<SubmitHealth>;

  /** Resolves when nothing is under way, and nothing is due now. For tests and stopping. */
  idle(): Promise<void>;
}
