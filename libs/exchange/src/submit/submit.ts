import type { SubmittedName } from '@tidemark/mirror';
import type { DecisionRequest, SubmissionCounts } from '@tidemark/protocol';

/** What can be held up: a kind of record, or `read-back`, the reading of what Shopify made of records. */
export type HeldUp = SubmittedName | 'read-back';

/** A kind that makes no progress at the moment, though each of its records is tried again. */
export interface SubmitTrouble {
  readonly kind: HeldUp;
  /** Since when no record of the kind went through, milliseconds since the epoch. */
  readonly since: number;
  /** The last error, for a person. */
  readonly what: string;
}

/** The person who decides, and when: milliseconds since the epoch. */
export interface Decider {
  readonly staffId: string;
  readonly at: number;
}

/** The state of submitting. */
export interface SubmitHealth {
  readonly counts: SubmissionCounts;
  /** [T17] What is held up, each kind once; empty if nothing is. Refused records are no trouble: they are counted. */
  readonly troubles: readonly SubmitTrouble[];
}

/**
 * Mirror → Shopify, for one shop: sends each record by itself, so that none waits for another's trouble. The process
 * may end at any moment, even killed: what was begun is looked up before it is tried again.
 */
export interface Submit extends AsyncDisposable {
  /** Starts and returns at once; each record's document shows its outcome. */
  start(): void;

  /**
   * [T7] Applies a person's decision about a refused record. `moved-on`: it is no longer refused, or is in another
   * sending; `unknown`: there is no such record. A sale names the decision and its person from then on.
   */
  decide(request: DecisionRequest, by: Decider): Promise<'decided' | 'moved-on' | 'unknown'>;

  /** What is held up, from memory: cheap enough to call often. */
  troubles(): readonly SubmitTrouble[];

  /** The state of submitting, counted in the store without asking Shopify: for metrics and status. */
  health(): Promise<SubmitHealth>;

  /** Resolves when nothing is under way, and nothing is due now. For tests and shutdown. */
  idle(): Promise<void>;
}
