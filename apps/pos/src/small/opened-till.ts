import { msg } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { openingWords } from '../words/opening-words.ts';
import { insecureHere } from '../page/secure-place.ts';

/** Gives a small element its till. */
export type TillSource = (server: string, shop: string) => Promise<PageTill>;

/** Lets go of a till that came from a source; does nothing with a borrowed one. */
async function letGo(till: PageTill): Promise<void> {
  (await import('../tills/tills.ts')).letTillGo(till);
}

/** The page's own till, loaded on demand. */
export const ownTill: TillSource = async (server, shop) =>
  (await import('../tills/tills.ts')).sharedTill(server, shop);

export interface Wanted {
  readonly server: string;
  readonly shop: string;
  readonly source: TillSource;
}

/**
 * The till of an element: opened, and opened again when the element wants another one or is inserted into a page again.
 */
export class OpenedTill implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #wanted: () => Wanted;
  readonly #changed: (till: PageTill | undefined) => void;
  #name: string | undefined;
  #turn = 0;
  till: PageTill | undefined;
  /** Why the till is not open, for a cashier; '' while it is open, or still may be. */
  failure = '';

  constructor(
    host: ReactiveControllerHost,
    wanted: () => Wanted,
    changed: (till: PageTill | undefined) => void = () => undefined,
  ) {
    this.#host = host;
    this.#wanted = wanted;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { server, shop } = this.#wanted();
    const name = `${server}|${shop}`;
    if (name !== this.#name) this.retry();
    this.#name = name;
  }

  hostDisconnected(): void {
    this.#turn++;
    this.#name = undefined;
    this.#put(undefined, '');
  }

  readonly retry = (): void => {
    void this.#open(++this.#turn);
  };

  async #open(turn: number): Promise<void> {
    const { server, shop, source } = this.#wanted();
    const isStill = () => turn === this.#turn;
    const insecure = insecureHere();
    this.#put(undefined, insecure);
    if (insecure) return;
    if (shop === '')
      return this.#put(undefined, msg('This element has no shop: give it the attribute “shop”.'));
    try {
      const till = await source(server, shop);
      if (isStill()) this.#put(till, '');
      else await letGo(till);
    } catch (error) {
      if (isStill()) this.#put(undefined, openingWords(error));
    }
  }

  #put(till: PageTill | undefined, failure: string): void {
    const before = this.till;
    if (till !== before) this.#changed(till);
    this.till = till;
    if (before && before !== till) void letGo(before);
    this.failure = failure;
    this.#host.requestUpdate();
  }
}
