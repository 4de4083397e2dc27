const minuteMs = 60_000;

/** Counts events within the last hour, to the minute; keeps one number per minute. */
export class HourCount {
  readonly #minutes = new Map<number, number>();

  add(at: number): void {
    const minute = Math.floor(at / minuteMs);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
    this.#forget(minute);
  }

  within(now: number): number {
    this.#forget(Math.floor(now / minuteMs));
    return [...this.#minutes.values()].reduce((sum, each) => sum + each, 0);
  }

  #forget(minute: number): void {
    for (const each of this.#minutes.keys()) if (each <= minute - 60) this.#minutes.delete(each);
  }
}
