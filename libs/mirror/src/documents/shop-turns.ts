/** Lets at most so many run at once; the others wait in their order. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async run<R>(act: () => Promise<R>): Promise<R> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

interface Turns {
  readonly all: Slots;
  readonly writers: Slots;
  users: number;
}

/** How many transactions of one shop use a connection at once, one of them at most to write. */
const atOnce = 2;

/**
 * The transactions of each shop, as many at once as leave connections to other shops: writers of one shop wait for its lock
 * in turn anyway, and should not do so in all connections.
 */
export class ShopTurns {
  readonly #shops = new Map<string, Turns>();

  write<R>(shop: string, act: () => Promise<R>): Promise<R> {
    return this.#use(shop, ({ all, writers }) => writers.run(() => all.run(act)));
  }

  read<R>(shop: string, act: () => Promise<R>): Promise<R> {
    return this.#use(shop, ({ all }) => all.run(act));
  }

  async #use<R>(shop: string, act: (turns: Turns) => Promise<R>): Promise<R> {
    const turns = this.#shops.get(shop) ?? { all: new Slots(atOnce), writers: new Slots(1), users: 0 };
    this.#shops.set(shop, turns);
    turns.users++;
    try {
      return await act(turns);
    } finally {
      if (--turns.users === 0) this.#shops.delete(shop);
    }
  }
}
