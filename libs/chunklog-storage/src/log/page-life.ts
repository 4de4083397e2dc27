/** The part of a window that says when its page is frozen and thawed. */
type Page = Pick<EventTarget, 'addEventListener'>;

/**
 * Aborts the transactions of a page that the browser freezes, and says when the page is back.
 *
 * A browser may keep a page that somebody left, frozen, for the back button. WebKit (WebKitGTK 2.50) freezes it in the middle
 * of a transaction, which then never ends: every later page of the site waits for these stores for ever. An aborted
 * transaction has stored nothing, so it can run again after the thaw.
 */
export class PageLife {
  readonly #underWay = new Set<IDBTransaction>();
  readonly #aborted = new WeakSet<IDBTransaction>();
  #thaw: PromiseWithResolvers<void> | undefined;

  /** `page` is undefined where there is no page: a worker, or Node. */
  constructor(page: Page | undefined) {
    page?.addEventListener('pagehide', event => {
      if ((event as PageTransitionEvent).persisted) this.#freeze();
    });
    page?.addEventListener('pageshow', () => {
      this.#thaw?.resolve();
      this.#thaw = undefined;
    });
  }

  /** Resolves when the page is not frozen: at once, or at its thaw. */
  async awake(): Promise<void> {
    while (this.#thaw) await this.#thaw.promise;
  }

  /** Has this transaction aborted if the page freezes before the transaction ends. */
  watch(transaction: IDBTransaction): void {
    this.#underWay.add(transaction);
    const ended = () => this.#underWay.delete(transaction);
    transaction.addEventListener('complete', ended);
    transaction.addEventListener('abort', ended);
  }

  /** Whether the freeze aborted this transaction. */
  hasAborted(transaction: IDBTransaction): boolean {
    return this.#aborted.has(transaction);
  }

  #freeze(): void {
    this.#thaw ??= Promise.withResolvers<void>();
    for (const transaction of this.#underWay) {
      try {
        transaction.abort();
        this.#aborted.add(transaction);
      } catch {
        // It has ended, and its event is on its way.
      }
    }
  }
}

/** The page that this code runs in. */
export const thisPage = new PageLife(typeof window === 'undefined' ? undefined : window);
