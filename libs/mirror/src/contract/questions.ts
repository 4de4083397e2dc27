/** What a process asks the owner of a shop. */
export interface Question {
  readonly shop: string;
  /** Made by who asks. A question whose id is already there is not asked again. */
  readonly id: string;
  readonly kind: string;
  /** JSON. */
  readonly body: string;
}

/**
 * Questions to the owners of shops, where several processes serve them. They are rows, so that any process may ask and whoever
 * owns the shop then answers. Times are milliseconds since the epoch.
 */
export interface Questions {
  /** [R14] Asks the owner of a shop, whoever that is or will be. */
  ask(question: Question, askedAt: number): Promise<void>;
  /** [R15] Questions without an answer to a holder of leases, the oldest first. */
  open(holder: string, limit: number): Promise<readonly Question[]>;
  /** [R16] Answers with JSON, once: a later answer changes nothing. Returns whether anybody waits for it. */
  answer(id: string, text: string): Promise<boolean>;
  /** [R17] The answers to questions of these ids that have one, by id; each is returned once and forgotten. */
  answers(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Takes a question back. */
  withdraw(id: string): Promise<void>;
  /** [R18] Forgets what was asked before `time`: who asked is gone. Returns how many there were. */
  forget(time: number): Promise<number>;
}
