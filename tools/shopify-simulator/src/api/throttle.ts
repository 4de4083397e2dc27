/** The leaky bucket of one app in one shop: full at first, refilled at `restoreRate` points a second. */
export class Throttle {
  readonly maximumAvailable: number;
  readonly restoreRate: number;
  readonly #now: () => number;
  #available: number;
  #at: number;

  constructor(now: () => number, maximumAvailable: number, restoreRate: number) {
    this.#now = now;
    this.maximumAvailable = maximumAvailable;
    this.restoreRate = restoreRate;
    this.#available = maximumAvailable;
    this.#at = now();
  }

  take(cost: number): boolean {
    this.#refill();
    if (this.#available < cost) return false;
    this.#available -= cost;
    return true;
  }

  /** Returns points that a query turned out not to need. */
  giveBack(cost: number): void {
    this.#refill();
    this.#available = Math.min(this.maximumAvailable, this.#available + Math.max(0, cost));
  }

  status(): object {
    this.#refill();
    return {
      maximumAvailable: this.maximumAvailable,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.restoreRate,
    };
  }

  #refill(): void {
    const now = this.#now();
    this.#available = Math.min(
      this.maximumAvailable,
      this.#available + (Math.max(0, now - this.#at) / 1000) * this.restoreRate,
    );
    this.#at = now;
  }
}
