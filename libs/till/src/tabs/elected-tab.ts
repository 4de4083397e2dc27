import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { keepIfPossible } from '../browser/kept.ts';
import { fenceOf, type Fence } from '../sync/fence.ts';
import type { TabMessage, Tabs } from './tabs.ts';
import type { Keep } from '../browser/keep.ts';

type Hold = () => Promise<void>;

/** The lock whose holder leads: it is held as long as `hold` lasts. */
export interface LeaderLock {
  /** False where another tab holds it. Rejects where it is taken away. */
  ifFree(hold: Hold): Promise<boolean>;
  /** Rejects where it is taken away, or `signal` ended the wait. */
  wait(hold: Hold, signal: AbortSignal): Promise<void>;
  /** Takes it from whoever holds it. Rejects where it is taken away. */
  steal(hold: Hold): Promise<void>;
  /** Resolves when what became of the lock until now was told to this tab. */
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
  /** Acts again and again; answers how to end that. */
  readonly every: (ms: number, act: () => void) => () => void;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly tickMs?: number;
}

/** What tabs say to one another about who leads. */
type Word =
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong'; readonly fence: number }
  | { readonly kind: 'lead'; readonly fence: number };

/** How often a tab that follows asks whether the one that leads is there. */
const askEachMs = 1_500;
/** After so many questions without an answer, none of them sent late, it takes over. */
const patience = 3;
/** So long a tab that leads need not ask whether it does: nobody takes over sooner. */
const sureMs = 1_000;

/** Another tab does by now what this one had begun. */
class NoLongerLeads extends Error {
  override readonly name = 'NoLongerLeads';
}

/**
 * One tab of a till. The one that holds the lock leads, and answers when it is asked; one that does not answer any more stands
 * still, and is taken over from. Each that begins to lead has a higher number than all before it: one that thaws finds a
 * higher than its own, and does not write ([T55]).
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
  /** The one that leads answers when it is asked. A tab of older code does not, and is not taken over from. */
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
      // Closed before.
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

  /** Leads when the one that does is gone, or says nothing. */
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

  /** The number of the last that began to lead; 0 where none did that knows of numbers, or they cannot be kept. */
  #highest(): number {
    const kept = Number(this.#parts.keep.get(this.#key) ?? 0);
    return Number.isSafeInteger(kept) ? kept : 0;
  }
}
