/** After so many wrong PINs in a row, one waits. */
const free = 5;
const waitMs = 60_000;

/** Wrong sign-ins per name and address: a PIN has few digits, so guessing must be slow. */
export class Attempts {
  readonly #wrong = new Map<string, { count: number; until: number }>();

  /** Milliseconds until `who` may try again; 0 when now. */
  wait(who: string, now: number): number {
    const record = this.#wrong.get(who);
    return record && record.count >= free ? Math.max(0, record.until - now) : 0;
  }

  failed(who: string, now: number): void {
    const known = this.#wrong.get(who);
    const count = known && known.until > now - waitMs ? known.count + 1 : 1;
    this.#wrong.set(who, { count, until: now + waitMs });
    for (const [key, { until }] of this.#wrong) if (until < now - waitMs) this.#wrong.delete(key);
  }

  succeeded(who: string): void {
    this.#wrong.delete(who);
  }
}
