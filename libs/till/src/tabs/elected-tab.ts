import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { keepIfPossible } from '../browser/kept.ts';
import { fenceOf, type Fence } from '../sync/fence.ts';
import type { TabMessage, Tabs } from './tabs.ts';
import type { Keep } from '../browser/keep.ts';

type Hold = () => Promise<void>;

/** The lock whose holder leads: a tab holds it as long as `hold` lasts. */
export interface LeaderLock {
  /** False where another tab holds it. Rejects where another tab takes it away. */
  ifFree(hold: Hold): Promise<boolean>;
  /** Rejects where another tab takes it away, or `signal` ended the wait. */
  wait(hold: Hold, signal: AbortSignal): Promise<void>;
  /** Takes it from its holder. Rejects where another tab takes it away. */
  steal(hold: Hold): Promise<void>;
  /** Resolves when this tab was told all that happened to the lock until now. */
  told(): Promise<void>;
}

export interface ElectedTabParts {
  readonly name: string;
  readonly keep: Keep;
  readonly lock: LeaderLock;
  readonly channel: {
    post(message: unknown): void;
    listen(hear: (message: unknown) => void): void;
    close(): void;
  };
  readonly exclusively: <T>(act: () => T) => Promise<T>;
  /** Calls `act` again and again; answers how to end that. */
  readonly every: (ms: number, act: () => void) => () => void;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
  readonly tickMs?: number;
}

/** What tabs say to one another about which leads. */
type Word =
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong'; readonly fence: number }
  | { readonly kind: 'lead'; readonly fence: number };

/** How often a following tab asks whether the leading one is there. */
const askEachMs = 1_500;
/** After this many questions without an answer, none of them sent late, it takes over. */
const patience = 3;
/** How long a leading tab need not ask whether it leads: no tab takes over sooner. */
const sureMs = 1_000;

/** Another tab now does what this one had begun. */
class NoLongerLeads extends Error {
  override readonly name = 'NoLongerLeads';
}

/**
 * One tab of a till. The tab that holds the lock leads, and answers when it is asked. One that stops answering stands
 * still, and another takes over. Each tab that begins to lead has a higher number than all before it: a tab that thaws
 * finds a number above its own, and does not write ([T55]).
 */
export class ElectedTab implements Tabs {
  readonly #parts: ElectedTabParts;
  readonly leads$ = new BehaviorSubject(false);
  readonly #listeners = new Set<(message: TabMessage) => void>();
  #isOpen = true;
  #fence = 0;
  #sureAt = -Infinity;
  #letGo: () => void = () => undefined;
  #waiting: AbortController | undefined;
  #stopAsking: () => void = () => undefined;
  #unanswered = 0;
  /** Whether the leading tab answers when asked. A tab of older code does not, and no tab takes over from it. */
  #isAnswered = false;

  constructor(parts: ElectedTabParts) {
    this.#parts = parts;
    parts.channel.listen(message => this.#hear(message as Word | TabMessage));
  }

  /** Resolves when it is known whether this tab leads. */
  begin(): Promise<void> {
    return new Promise(resolve => {
      const hold = (): Promise<void> => {
        const held = this.#lead();
        resolve();
        return held;
      };
      this.#parts.lock.ifFree(hold).then(
        wasFree => {
          if (!wasFree) this.#follow();
          resolve();
        },
        () => this.#depose(),
      );
    });
  }

  get leads(): boolean {
    return this.leads$.value;
  }

  get leading(): Promise<void> {
    return firstValueFrom(this.leads$.pipe(filter(leads => leads))).then(
      () => undefined,
      // The tab was closed before it led.
      () => new Promise<void>(() => undefined),
    );
  }

  fence(): Fence {
    if (!this.leads) return fenceOf(() => Promise.resolve());
    const own = this.#fence;
    return fenceOf(async () => {
      if (!(await this.#leadsStill(own))) throw new NoLongerLeads('Another tab does this by now.');
    });
  }

  exclusively<T>(act: () => T): Promise<T> {
    return this.#parts.exclusively(act);
  }

  post(message: TabMessage): void {
    this.#say(message);
  }

  onMessage(listener: (message: TabMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stopAsking();
    this.#waiting?.abort();
    this.#letGo();
    this.#parts.channel.close();
    this.leads$.complete();
  }

  async #leadsStill(own: number): Promise<boolean> {
    const { lock, elapsed } = this.#parts;
    const askedAt = elapsed();
    if (askedAt - this.#sureAt > sureMs) {
      await lock.told();
      this.#sureAt = askedAt;
    }
    if (this.leads && this.#fence === own && this.#highest() > own) this.#depose();
    return this.leads && this.#fence === own;
  }

  /** Lasts as long as this tab leads. */
  #lead(): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    this.#stopAsking();
    this.#waiting = undefined;
    this.#fence = Math.max(this.#highest(), this.#fence) + 1;
    this.#sureAt = this.#parts.elapsed();
    keepIfPossible(this.#parts.keep, this.#key, String(this.#fence));
    const held = new Promise<void>(resolve => (this.#letGo = resolve));
    this.#say({ kind: 'lead', fence: this.#fence });
    this.leads$.next(true);
    return held;
  }

  #depose(): void {
    if (!this.#isOpen) return;
    this.#letGo();
    if (this.leads) this.leads$.next(false);
    this.#follow();
  }

  /** Waits to lead until the leading tab is gone or silent. */
  #follow(): void {
    if (!this.#isOpen || this.#waiting) return;
    const { lock, every, tickMs } = this.#parts;
    const waiting = (this.#waiting = new AbortController());
    lock
      .wait(() => (waiting.signal.aborted ? Promise.resolve() : this.#lead()), waiting.signal)
      .catch(() => waiting.signal.aborted || this.#depose());
    this.#unanswered = 0;
    this.#stopAsking();
    this.#stopAsking = every(tickMs ?? askEachMs, () => this.#ask());
  }

  #ask(): void {
    if (this.leads || !this.#isOpen) return;
    if (this.#unanswered >= patience && (this.#isAnswered || this.#highest() > 0)) return this.#takeOver();
    this.#unanswered++;
    this.#say({ kind: 'ping' });
  }

  #takeOver(): void {
    this.#stopAsking();
    this.#waiting?.abort();
    this.#waiting = undefined;
    this.#parts.lock.steal(() => this.#lead()).catch(() => this.#depose());
  }

  #hear(message: Word | TabMessage): void {
    if (!this.#isOpen) return;
    if (message.kind === 'ping') {
      if (this.leads) this.#say({ kind: 'pong', fence: this.#fence });
    } else if (message.kind === 'pong' || message.kind === 'lead') {
      this.#unanswered = 0;
      this.#isAnswered = true;
      if (this.leads && message.fence > this.#fence) this.#depose();
    } else for (const listener of this.#listeners) listener(message);
  }

  #say(message: Word | TabMessage): void {
    if (this.#isOpen) this.#parts.channel.post(message);
  }

  get #key(): string {
    return `${this.#parts.name}-fence`;
  }

  /** The highest number of a tab that led; 0 where none knew of numbers, or they cannot be kept. */
  #highest(): number {
    const kept = Number(this.#parts.keep.get(this.#key) ?? 0);
    return Number.isSafeInteger(kept) ? kept : 0;
  }
}
