import { BehaviorSubject } from 'rxjs';
import { keepIfPossible } from '../browser/kept.ts';
import { readJson } from '../wire/read-json.ts';
import { intervalBounds, type SyncInterval } from '../api/till.ts';
import type { Keep } from '../browser/keep.ts';

/**
 * [T52] After how many minutes without an update a till syncs by itself: its own choice, else the server's number. Both
 * are kept over reloads; where the browser keeps nothing, for as long as the page lives.
 */
export class IntervalChoice {
  readonly interval$: BehaviorSubject<SyncInterval>;
  readonly #keep: Keep;
  readonly #key: string;

  constructor(keep: Keep, key: string, fallback: number) {
    this.#keep = keep;
    this.#key = key;
    this.interval$ = new BehaviorSubject(intervalOf(fallback, undefined));
    this.reload();
  }

  /** Another tab of this till may have chosen. */
  reload(): void {
    const kept = parseKept(this.#keep.get(this.#key));
    if (kept) this.#next(intervalOf(kept.shop ?? this.interval$.value.shop, kept.own));
  }

  /** Takes the server's number; does nothing where the server names none. */
  learn(minutes: number | undefined): void {
    if (minutes === undefined || minutes === this.interval$.value.shop) return;
    this.#store(intervalOf(minutes, this.interval$.value.own));
  }

  /** This till's own choice, within `intervalBounds`; undefined: the shop's. */
  choose(minutes: number | undefined): void {
    this.#store(intervalOf(this.interval$.value.shop, minutes === undefined ? undefined : bounded(minutes)));
  }

  #store(interval: SyncInterval): void {
    const { own, shop } = interval;
    if (!keepIfPossible(this.#keep, this.#key, JSON.stringify({ own, shop }))) this.#keep.remove(this.#key);
    this.#next(interval);
  }

  #next(interval: SyncInterval): void {
    const { own, shop } = this.interval$.value;
    if (own !== interval.own || shop !== interval.shop) this.interval$.next(interval);
  }
}

function intervalOf(shop: number, own: number | undefined): SyncInterval {
  return { minutes: own ?? shop, own, shop };
}

function bounded(minutes: number): number {
  const { from, to } = intervalBounds;
  return Number.isFinite(minutes) ? Math.min(to, Math.max(from, Math.round(minutes))) : from;
}

/** What was kept, as far as it is valid. */
function parseKept(text: string | undefined): Partial<Pick<SyncInterval, 'own' | 'shop'>> | undefined {
  const kept = text === undefined ? undefined : readJson(text);
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { own, shop } = kept as Record<string, unknown>;
  return {
    own: typeof own === 'number' ? bounded(own) : undefined,
    ...(typeof shop === 'number' && shop > 0 && Number.isFinite(shop) ? { shop } : {}),
  };
}
