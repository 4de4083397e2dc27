import type { DecisionRequest, SubmissionCounts } from '@tidemark/protocol';

/** How submitting stands. */
export interface SubmitHealth {
  readonly counts: SubmissionCounts;
  /** Why nothing can be submitted at the moment, for a person; undefined where it can. */
  readonly trouble: string | undefined;
}

/**
 * Mirror → Shopify, for one shop: what tills wrote, each by itself, so that none waits for another's trouble. May be
 * ended at any moment, also without a word: what was begun is looked up before it is tried again.
 */
export interface Submit extends AsyncDisposable {
  /** Begins. Resolves at once; what becomes of each is in its document. */
  start(): void;

  /**
   * [T7] What somebody decided about a refused promise. `moved-on`: it is not refused any more, or in another sending;
   * `unknown`: there is no such promise.
   */
  decide(request: DecisionRequest): Promise<'decided' | 'moved-on' | 'unknown'>;

  health(): Promise<SubmitHealth>;

  /** Resolves when nothing is under way, and nothing is due now. For tests and stopping. */
  idle(): Promise<void>;
}
