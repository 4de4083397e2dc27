/**
 * Runs that start after the call ([E1]): a caller that arrives during a run shares the next run with all others that
 * arrive meanwhile. It never shares the current run, which may have read before the call.
 */
export class Barrier<T> {
  readonly #run: () => Promise<T>;
  #current: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(run: () => Promise<T>) {
    this.#run = run;
  }

  get busy(): Promise<unknown> | undefined {
    return this.#next ?? this.#current;
  }

  pass(): Promise<T> {
    if (this.#next) return this.#next;
    if (!this.#current) return this.#start();
    this.#next = this.#current.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<T> {
    this.#next = undefined;
    const current = this.#run().finally(() => {
      if (this.#current === current) this.#current = undefined;
    });
    this.#current = current;
    return current;
  }
}
