import { ElectedTab, type LeaderLock } from './elected-tab.ts';
import type { Tabs } from './tabs.ts';
import type { Keep } from '../browser/keep.ts';

/** A tab of a process. It can be frozen as browsers freeze tabs: it hears, says and is told nothing until it thaws. */
export interface MemoryTab extends Tabs {
  freeze(): void;
  thaw(): void;
}

interface Holder {
  readonly tab: Member;
  readonly takenAway: (error: Error) => void;
}

interface Waiter {
  readonly tab: Member;
  readonly begin: () => void;
}

/** The tabs of one browser profile within a process, for tests: the one that is open longest leads. */
export class MemoryTabs {
  readonly #members: Member[] = [];
  readonly #kept = new Map<string, string>();
  readonly #tickMs: number;
  #holder: Holder | undefined;
  #waiters: Waiter[] = [];

  /** `tickMs`: how often a following tab asks whether the leading one is there. */
  constructor(tickMs = 1_500) {
    this.#tickMs = tickMs;
  }

  open(): MemoryTab {
    const member = new Member(this.#members);
    this.#members.push(member);
    const keep: Keep = {
      get: key => this.#kept.get(key),
      set: (key, value) => void this.#kept.set(key, value),
      remove: key => void this.#kept.delete(key),
    };
    const tab = new ElectedTab({
      ...{ name: 'memory', keep, channel: member, lock: this.#lockOf(member), tickMs: this.#tickMs },
      exclusively: async act => act(),
      every: (ms, act) => {
        const timer = setInterval(() => member.isFrozen || act(), ms);
        return () => clearInterval(timer);
      },
      elapsed: () => performance.now(),
    });
    void tab.begin();
    return Object.assign(tab, { freeze: () => member.freeze(), thaw: () => member.thaw() });
  }

  #lockOf(tab: Member): LeaderLock {
    return {
      ifFree: async hold => {
        if (this.#holder) return false;
        await this.#hold(tab, hold);
        return true;
      },
      wait: (hold, signal) =>
        new Promise((resolve, reject) => {
          const waiter: Waiter = { tab, begin: () => void this.#hold(tab, hold).then(resolve, reject) };
          signal.addEventListener('abort', () => {
            this.#waiters = this.#waiters.filter(each => each !== waiter);
            reject(new Error('given up'));
          });
          this.#waiters.push(waiter);
          this.#next();
        }),
      steal: hold => {
        const before = this.#holder;
        this.#holder = undefined;
        before?.tab.tell(() => before.takenAway(new Error('stolen')));
        return this.#hold(tab, hold);
      },
      told: () => new Promise(resolve => tab.tell(() => setTimeout(resolve))),
    };
  }

  async #hold(tab: Member, hold: () => Promise<void>): Promise<void> {
    let own: Holder | undefined;
    const taken = new Promise<never>((_resolve, reject) => {
      own = this.#holder = { tab, takenAway: reject };
    });
    try {
      await Promise.race([hold(), taken]);
    } finally {
      if (this.#holder === own) {
        this.#holder = undefined;
        this.#next();
      }
    }
  }

  /** As a browser does: the tab that waited longest is next, even if it is frozen. */
  #next(): void {
    if (this.#holder) return;
    const waiter = this.#waiters.shift();
    waiter?.begin();
  }
}

/** One end of the channel between tabs. */
class Member {
  readonly #all: Member[];
  #hear: (message: unknown) => void = () => undefined;
  #later: (() => void)[] = [];
  isFrozen = false;

  constructor(all: Member[]) {
    this.#all = all;
  }

  post(message: unknown): void {
    if (!this.#isOpen) return;
    const copy: unknown = structuredClone(message);
    this.tell(() => {
      for (const tab of this.#all) if (tab !== this) setTimeout(() => tab.tell(() => tab.#heard(copy)));
    });
  }

  listen(hear: (message: unknown) => void): void {
    this.#hear = hear;
  }

  close(): void {
    if (this.#isOpen) this.#all.splice(this.#all.indexOf(this), 1);
  }

  /** Now, or when it thaws. */
  tell(act: () => void): void {
    if (this.isFrozen) this.#later.push(act);
    else act();
  }

  freeze(): void {
    this.isFrozen = true;
  }

  thaw(): void {
    this.isFrozen = false;
    for (const act of this.#later.splice(0)) act();
  }

  get #isOpen(): boolean {
    return this.#all.includes(this);
  }

  /** As a browser does: later, and not at all if the tab was closed meanwhile. */
  #heard(message: unknown): void {
    if (this.#isOpen) this.#hear(message);
  }
}
