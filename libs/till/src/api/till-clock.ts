import type { Observable } from 'rxjs';

/** The time by which a till dates what it writes: the server's, as far as this till knows it. */
export interface TillClock {
  /** Milliseconds since the epoch, by the server's clock. */
  now(): number;
  /** Milliseconds since the epoch, by this device's clock. It measures durations and waits; no correction moves it. */
  deviceNow(): number;
  /** How far this device's clock is fast (above 0) or slow (below), in milliseconds; 0 while it may be right. */
  readonly fastBy$: Observable<number>;
}
