/** Words that were written about customers, each about one and nowhere else, so that they can be looked for. */
export class PersonWords {
  /** By the ids by which tills knew the customers. */
  readonly #words = new Map<string, Set<string>>();
  #count = 0;

  /** A word that no other begins with. */
  make(): string {
    return `private-${++this.#count}.`;
  }

  /** This word was written about a customer. */
  note(customerId: string, word: string): void {
    this.#words.set(customerId, (this.#words.get(customerId) ?? new Set()).add(word));
  }

  /** A word about a customer, who is noted with it; undefined about nobody. */
  about(customerId: string | null): string | undefined {
    if (customerId === null) return undefined;
    const word = this.make();
    this.note(customerId, word);
    return word;
  }

  /** Ids of those about whom anything was written, in that order. */
  get people(): readonly string[] {
    return [...this.#words.keys()];
  }

  of(customerIds: readonly string[]): readonly string[] {
    return customerIds.flatMap(id => [...(this.#words.get(id) ?? [])]);
  }
}
