/** Words that were written about customers, each about one customer only, so that they can be searched for. */
export class PersonWords {
  /** By the tills' ids of the customers. */
  readonly #words = new Map<string, Set<string>>();
  #count = 0;

  /** A word that no other word begins with. */
  make(): string {
    return `private-${++this.#count}.`;
  }

  /** Notes that this word was written about a customer. */
  note(customerId: string, word: string): void {
    this.#words.set(customerId, (this.#words.get(customerId) ?? new Set()).add(word));
  }

  /** Makes and notes a word about a customer; undefined where there is no customer. */
  about(customerId: string | null): string | undefined {
    if (customerId === null) return undefined;
    const word = this.make();
    this.note(customerId, word);
    return word;
  }

  /** Ids of the customers about whom anything was written, in that order. */
  get people(): readonly string[] {
    return [...this.#words.keys()];
  }

  of(customerIds: readonly string[]): readonly string[] {
    return customerIds.flatMap(id => [...(this.#words.get(id) ?? [])]);
  }
}
