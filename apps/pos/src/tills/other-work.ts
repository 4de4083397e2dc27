import type { PageTill } from '@tidemark/till/page';
import { BehaviorSubject, type Subscription } from 'rxjs';
import { isSame, knownTills, unsentOf, type KnownTill } from './known-tills.ts';

/** Unsent work of another shop's till in this browser. */
export interface ShopWork extends KnownTill {
  readonly unsent: number;
}

export interface OtherWorkParts {
  readonly kept: Pick<Storage, 'getItem' | 'setItem'>;
  readonly open: (server: string, shop: string) => Promise<PageTill>;
  readonly letGo: (till: PageTill) => void;
}

const firstLookMs = 10_000;
const lookMs = 15 * 60_000;

/**
 * Sends what other shops' tills in this browser left unsent: each is opened beside the one on screen, and sends by its
 * own key, whether or not anybody is signed in ([P11]). Nothing is opened where nothing is known to be unsent.
 */
export class OtherWork implements Disposable {
  /** The tills with unsent work, and those that had some since the page was opened. */
  readonly work$ = new BehaviorSubject<readonly ShopWork[]>([]);
  readonly #parts: OtherWorkParts;
  readonly #open = new Map<KnownTill, { readonly till: PageTill; readonly following: Subscription }>();
  #isLooking = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: OtherWorkParts) {
    this.#parts = parts;
  }

  /** Looks for unsent work of tills other than this one, and opens those that have some. */
  async look(current: KnownTill): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const { kept } = this.#parts;
      const opened = [...this.#open.keys()];
      for (const till of knownTills(kept)) {
        if (isSame(till, current) || opened.some(each => isSame(each, till))) continue;
        const unsent = unsentOf(till, kept);
        if (unsent === 0) continue;
        this.#tell(till, unsent);
        await this.#send(till);
      }
    } finally {
      this.#isLooking = false;
    }
  }

  /** Looks once the page has had time for what is on screen, and again and again. */
  begin(current: KnownTill): void {
    clearInterval(this.#timer);
    const look = (): void => void this.look(current);
    setTimeout(look, firstLookMs);
    this.#timer = setInterval(look, lookMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const of of [...this.#open.keys()]) this.#close(of);
  }

  async #send(of: KnownTill): Promise<void> {
    let till: PageTill;
    try {
      till = await this.#parts.open(of.server, of.shop);
    } catch {
      // It is looked at again when the page is opened next; what it has stays on the disk.
      return;
    }
    const following = till.selling.safety$.subscribe(({ unsent }) => {
      const left = Object.values(unsent).reduce((sum, each) => sum + each, 0);
      this.#tell(of, left);
      // After this answer: the till still tells others.
      if (left === 0) queueMicrotask(() => this.#close(of));
    });
    this.#open.set(of, { till, following });
  }

  #close(of: KnownTill): void {
    const opened = this.#open.get(of);
    this.#open.delete(of);
    opened?.following.unsubscribe();
    if (opened) this.#parts.letGo(opened.till);
  }

  #tell(of: KnownTill, unsent: number): void {
    const others = this.work$.value.filter(each => !isSame(each, of));
    this.work$.next([...others, { ...of, unsent }]);
  }
}
