import type { OpenTill, Till } from '@tidemark/till';
import { tillName, type OpenTills, type TillUsers } from './till-names.ts';

export interface SharedTillsParts {
  readonly tills: OpenTills;
  readonly users: TillUsers;
  readonly open: OpenTill;
}

/**
 * The tills that are open in a page. One that nobody uses any more stays open, so that what is unsent goes and coming back costs
 * nothing, until another is opened: a page has room for few. What it could not send is on the disk, and goes when it is
 * opened again.
 */
export class SharedTills {
  readonly #parts: SharedTillsParts;
  readonly #names = new WeakMap<Till, string>();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(parts: SharedTillsParts) {
    this.#parts = parts;
  }

  async borrow(server: string, shop: string): Promise<Till> {
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

  letGo(till: Till): void {
    const { users } = this.#parts;
    const name = this.#names.get(till);
    if (name !== undefined) users.set(name, Math.max(0, (users.get(name) ?? 0) - 1));
  }

  /** One after the other; who wants one of them back waits until it is closed, and opens it anew. */
  #closeUnused(): Promise<unknown> {
    const { tills, users } = this.#parts;
    const unused = [...tills].filter(([name]) => (users.get(name) ?? 0) === 0);
    for (const [name] of unused) {
      tills.delete(name);
      users.delete(name);
    }
    const close = async (): Promise<void> => {
      // One that could not be opened, or not be closed, is in nobody's way.
      for (const [, opening] of unused)
        await opening.then(till => till[Symbol.asyncDispose]()).catch(() => undefined);
    };
    return (this.#closing = this.#closing.then(close));
  }
}
