import { timeHeader } from '@tidemark/protocol';
import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import { keepIfPossible } from '../browser/kept.ts';
import { readJson } from './read-json.ts';
import type { TillClock } from '../api/till-clock.ts';
import type { Keep } from '../browser/keep.ts';

/** What one answer says of the server's clock: how far it is ahead of this device's, and how certain that is. */
export interface ClockReading {
  /** Milliseconds to add to this device's time; negative where the device is fast. */
  readonly offsetMs: number;
  /** The true offset differs from that by at most this: half the round trip. */
  readonly withinMs: number;
  /** When the answer was read, by this device's clock. */
  readonly readAt: number;
}

/** A request that took longer says too little about the time. */
const longestTripMs = 30_000;
/** A clock that is right within this is left alone. */
const closeEnoughMs = 2_000;
/** How fast two clocks may drift apart: a second in nearly three hours. */
const drift = 1e-4;
/** The last instant whose date has a year of four digits. */
const lastInstant = Date.parse('9999-12-31T23:59:59Z');

/**
 * The reading of a request that left and was answered at these times of this device. Undefined where the answer names
 * no time, or the device's clock was moved meanwhile. The server read its own clock somewhere in between.
 */
export function readingOf(
  sentAt: number,
  answeredAt: number,
  header: string | null,
): ClockReading | undefined {
  if (header === null || !/^\d{1,15}$/.test(header) || Number(header) > lastInstant) return undefined;
  const tripMs = answeredAt - sentAt;
  if (!(tripMs >= 0 && tripMs <= longestTripMs)) return undefined;
  return { offsetMs: Number(header) - (sentAt + tripMs / 2), withinMs: tripMs / 2, readAt: answeredAt };
}

/**
 * The reading to use: the more certain of two that agree, with the drift of the clocks since. Two that cannot both be
 * true mean that the device's clock was moved: then the fresh one.
 */
export function surer(kept: ClockReading | undefined, fresh: ClockReading): ClockReading {
  if (!kept) return fresh;
  const withinMs = kept.withinMs + Math.abs(fresh.readAt - kept.readAt) * drift;
  const agree = Math.abs(kept.offsetMs - fresh.offsetMs) <= withinMs + fresh.withinMs;
  return agree && withinMs < fresh.withinMs ? kept : fresh;
}

/** Milliseconds to add to this device's time; 0 where it may well be right. */
export function correctionOf(reading: ClockReading | undefined): number {
  if (!reading) return 0;
  const { offsetMs, withinMs } = reading;
  return Math.abs(offsetMs) - withinMs > closeEnoughMs ? Math.round(offsetMs) : 0;
}

/** Learns the server's time from every answer, and keeps what it learned over reloads. */
export class ServerClock implements TillClock {
  readonly fastBy$: Observable<number>;
  readonly #keep: Keep;
  readonly #key: string;
  readonly #device: () => number;
  readonly #correction$: BehaviorSubject<number>;
  #reading: ClockReading | undefined;

  constructor(keep: Keep, name: string, device: () => number) {
    this.#keep = keep;
    this.#key = `${name}-clock`;
    this.#device = device;
    this.#reading = readKept(keep.get(this.#key), device());
    this.#correction$ = new BehaviorSubject(-correctionOf(this.#reading));
    this.fastBy$ = this.#correction$.pipe(distinctUntilChanged());
  }

  now = (): number => this.#device() - this.#correction$.value;

  deviceNow = (): number => this.#device();

  /** Milliseconds that are added to the device's clock; null while no answer has named a time. */
  correction = (): number | null => (this.#reading ? -this.#correction$.value : null);

  /** The same fetch; it also reads the time that answers name. */
  watch(fetchFunction: typeof fetch): typeof fetch {
    return async (input, init) => {
      const sentAt = this.#device();
      const response = await fetchFunction(input, init);
      const reading = readingOf(sentAt, this.#device(), response.headers.get(timeHeader));
      if (reading) this.#learn(reading);
      return response;
    };
  }

  #learn(fresh: ClockReading): void {
    const before = this.#reading;
    const reading = surer(before, fresh);
    if (reading === before) return;
    this.#reading = reading;
    const fastBy = -correctionOf(reading);
    // A reading that only repeats the last is not written: answers are many.
    if (fastBy === 0 && this.#correction$.value === 0) return;
    keepIfPossible(this.#keep, this.#key, JSON.stringify(reading));
    this.#correction$.next(fastBy);
  }
}

/** The reading that was kept; undefined where this device's clock was put back since: someone has set it right. */
function readKept(text: string | undefined, now: number): ClockReading | undefined {
  const read = text === undefined ? undefined : (readJson(text) as Partial<ClockReading> | undefined);
  const numbers = [read?.offsetMs, read?.withinMs, read?.readAt];
  if (!numbers.every(each => Number.isFinite(each))) return undefined;
  const kept = read as ClockReading;
  return now < kept.readAt - closeEnoughMs ? undefined : kept;
}
