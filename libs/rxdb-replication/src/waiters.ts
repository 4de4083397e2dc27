/** How often a pull fails before its waiters get the error; RxDB goes on trying. */
const patience = 3;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
  /** True if a request that began after it joined was sent. */
  isAsked: boolean;
}

/** Callers that wait until a pull that began after they joined has reached the end. */
export class Waiters {
  #waiting: Waiter[] = [];
  #failures = 0;

  join(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, isAsked: false }));
  }

  /** Call it when a request is about to be sent. */
  asked(): void {
    for (const each of this.#waiting) each.isAsked = true;
  }

  /** Call it when nothing is left to pull, and all that was pulled is stored. */
  atEnd(): void {
    this.#failures = 0;
    const done = this.#waiting.filter(each => each.isAsked);
    this.#waiting = this.#waiting.filter(each => !each.isAsked);
    for (const each of done) each.resolve();
  }

  /** Call it when something worked: restarts the count of failures. */
  succeeded(): void {
    this.#failures = 0;
  }

  failed(reason: Error): void {
    if (++this.#failures >= patience) this.fail(reason);
  }

  /** Rejects all waiting callers. */
  fail(reason: Error): void {
    this.#failures = 0;
    for (const each of this.#waiting.splice(0)) each.reject(reason);
  }
}
