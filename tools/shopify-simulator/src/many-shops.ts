import type { ShopifySimulator } from './simulator.ts';

/** More shops than a demo has. */
const mostShops = 300;

interface ManyShopsParts {
  /** Answers what names no shop. */
  readonly first: ShopifySimulator;
  /** Makes a shop that is asked for the first time, by its name without `.myshopify.com`. */
  readonly open: (name: string) => ShopifySimulator;
}

/**
 * Many simulated shops behind one address: `/shops/<name>/…` is that shop's, and all else the first one's. A shop begins
 * when it is first asked.
 */
export class ManyShops implements AsyncDisposable {
  readonly #parts: ManyShopsParts;
  readonly #others = new Map<string, ShopifySimulator>();
  /** Where it listens. */
  #origin = 'http://simulator.invalid';

  constructor(parts: ManyShopsParts) {
    this.#parts = parts;
  }

  set origin(origin: string) {
    this.#origin = origin;
    this.#parts.first.origin = origin;
    for (const [name, shop] of this.#others) shop.origin = this.#originOf(name);
  }

  /** The other shops so far, by name. */
  get others(): ReadonlyMap<string, ShopifySimulator> {
    return this.#others;
  }

  /** The shop of a name, which begins now if it has not. @throws RangeError for a name that no shop can have. */
  shop(name: string): ShopifySimulator {
    if (name === this.#parts.first.store.shop.domain.split('.')[0]) return this.#parts.first;
    const known = this.#others.get(name);
    if (known) return known;
    if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) throw new RangeError(`no shop can be called ${name}`);
    if (this.#others.size >= mostShops) throw new RangeError(`there are ${mostShops} shops already`);
    const made = this.#parts.open(name);
    made.origin = this.#originOf(name);
    this.#others.set(name, made);
    return made;
  }

  fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const [, name, path = '/'] = /^\/shops\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
    if (name === undefined) return this.#parts.first.fetch(request);
    let shop: ShopifySimulator;
    try {
      shop = this.shop(name);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return new Response(error.message, { status: 404 });
    }
    url.pathname = path;
    return shop.fetch(new Request(url, request));
  };

  async [Symbol.asyncDispose](): Promise<void> {
    for (const shop of [this.#parts.first, ...this.#others.values()]) await shop[Symbol.asyncDispose]();
  }

  #originOf(name: string): string {
    return `${this.#origin}/shops/${name}`;
  }
}
