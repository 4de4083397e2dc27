import type { PageTill } from '@tidemark/till/page';
import { tillName, type OpenTills, type TillUsers } from './till-names.ts';

/** Opens a till of a shop on a server. */
export type OpenPageTill = (of: { readonly server: string; readonly shop: string }) => Promise<PageTill>;

export interface SharedTillsParts {
  readonly tills: OpenTills;
  readonly users: TillUsers;
  readonly open: OpenPageTill;
}

/**
 * The tills that are open in a page. A till that is no longer used stays open until another is opened, since a page has
 * room for few. Until then it sends what is unsent, and coming back costs nothing. What it could not send is on the
 * disk, and goes when it is opened again.
 */
export class SharedTills {
  readonly #parts: SharedTillsParts;
  readonly #names = new WeakMap<PageTill, string>();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(parts: SharedTillsParts) {
    this.#parts = parts;
  }

  async borrow(server: string, shop: string): Promise<PageTill> {
    const { tills, users, open } = this.#parts;
    const name = tillName(server, shop);
    users.set(name, (users.get(name) ?? 0) + 1);
    let opening = tills.get(name);
    if (!opening) {
      const { origin } = new URL(server, globalThis.location.href);
      opening = this.#closeUnused().then(() => open({ server: origin, shop }));
      tills.set(name, opening);
      opening.catch(() => {
        tills.delete(name);
        users.delete(name);
      });
    }
    const till = await opening;
    this.#names.set(till, name);
    return till;
  }

  letGo(till: PageTill): void {
    const { users } = this.#parts;
    const name = this.#names.get(till);
    if (name !== undefined) users.set(name, Math.max(0, (users.get(name) ?? 0) - 1));
  }

  /**
   * Closes them one after the other. A caller that wants one of them back waits until it is closed, and opens it again.
   */
  #closeUnused(): Promise<unknown> {
    const { tills, users } = this.#parts;
    const unused = [...tills].filter(([name]) => (users.get(name) ?? 0) === 0);
    for (const [name] of unused) {
      tills.delete(name);
      users.delete(name);
    }
    const close = async (): Promise<void> => {
      // A till that could not be opened or closed does not stop the others.
      for (const [, opening] of unused)
        await opening.then(till => till[Symbol.asyncDispose]()).catch(() => undefined);
    };
    return (this.#closing = this.#closing.then(close));
  }
}
