/** Timers of one owner; all end with it. */
export class Timers {
  readonly #open = new Set<NodeJS.Timeout>();

  after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#open.delete(timer);
      act();
    }, ms);
    this.#open.add(timer);
    return timer;
  }

  /** Cancels a timer, which then does not act. */
  cancel(timer: NodeJS.Timeout | undefined): void {
    clearTimeout(timer);
    if (timer) this.#open.delete(timer);
  }

  /** How many timers have yet to act. */
  get size(): number {
    return this.#open.size;
  }

  every(ms: number, act: () => void): void {
    this.after(ms, () => {
      act();
      this.every(ms, act);
    });
  }

  /** Acts after each `ms` without a call of the returned function; each call restarts the wait. */
  unlessCalled(ms: number, act: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const countAnew = (): void => {
      this.cancel(timer);
      timer = this.after(ms, () => {
        countAnew();
        act();
      });
    };
    countAnew();
    return countAnew;
  }

  /** Acts again and again, each time after a fresh `msUntil()`: for irregular intervals. */
  whenever(msUntil: () => number, act: () => void): void {
    this.after(msUntil(), () => {
      act();
      this.whenever(msUntil, act);
    });
  }

  clear(): void {
    for (const timer of this.#open) clearTimeout(timer);
    this.#open.clear();
  }
}

/**
 * Milliseconds from `now` until the clock of `timeZone` next shows `hour`; a day longer or shorter when the clock is
 * changed.
 */
export function msUntilHour(now: number, hour: number, timeZone: string): number {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const today = here.with({ hour, minute: 0, second: 0, millisecond: 0 });
  const next = today.epochMilliseconds > now ? today : today.add({ days: 1 });
  return next.epochMilliseconds - now;
}
