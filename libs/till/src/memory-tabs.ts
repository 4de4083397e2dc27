import type { TabMessage, Tabs } from './leadership.ts';

/** The tabs of one browser profile within a process, for tests: the one that is open longest leads. */
export class MemoryTabs {
  readonly #tabs: MemoryTab[] = [];

  open(): Tabs {
    const tab = new MemoryTab(this.#tabs);
    this.#tabs.push(tab);
    this.#tabs[0]?.lead();
    return tab;
  }
}

class MemoryTab implements Tabs {
  readonly #all: MemoryTab[];
  readonly #won = Promise.withResolvers<void>();
  readonly #listeners = new Set<(message: TabMessage) => void>();
  leads = false;

  constructor(all: MemoryTab[]) {
    this.#all = all;
  }

  get leading(): Promise<void> {
    return this.#won.promise;
  }

  lead(): void {
    this.leads = true;
    this.#won.resolve();
  }

  post(message: TabMessage): void {
    if (!this.#isOpen) return;
    for (const tab of this.#all) if (tab !== this) tab.#hear(structuredClone(message));
  }

  onMessage(listener: (message: TabMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#all.splice(this.#all.indexOf(this), 1);
    this.#all[0]?.lead();
  }

  get #isOpen(): boolean {
    return this.#all.includes(this);
  }

  /** As a browser does it: later, and not at all where the tab was closed meanwhile. */
  #hear(message: TabMessage): void {
    setTimeout(() => {
      if (this.#isOpen) for (const listener of this.#listeners) listener(message);
    });
  }
}
