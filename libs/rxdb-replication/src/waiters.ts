/** So often a pull fails before those who wait for its end are told; RxDB goes on trying. */
const patience = 3;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
  /** A request that began after it joined has been sent. */
  isAsked: boolean;
}

/** Those who wait until a pull that began after they joined came to its end. */
export class Waiters {
  #waiting: Waiter[] = [];
  #failures = 0;

  join(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, isAsked: false }));
  }

  /** A request is about to be sent. */
  asked(): void {
    for (const each of this.#waiting) each.isAsked = true;
  }

  /** Nothing is left to be pulled, and what was pulled is stored. */
  atEnd(): void {
    this.#failures = 0;
    const done = this.#waiting.filter(each => each.isAsked);
    this.#waiting = this.#waiting.filter(each => !each.isAsked);
    for (const each of done) each.resolve();
  }

  /** Something worked: failures are counted anew. */
  succeeded(): void {
    this.#failures = 0;
  }

  failed(reason: Error): void {
    if (++this.#failures >= patience) this.fail(reason);
  }

  /** Nobody waits any longer. */
  fail(reason: Error): void {
    this.#failures = 0;
    for (const each of this.#waiting.splice(0)) each.reject(reason);
  }
}
