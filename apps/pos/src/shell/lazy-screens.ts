import { screens, type Screen } from './screens.ts';

/** How the code of each screen comes. What is shown first needs none of the others'. */
const sources: Readonly<Record<Screen, () => Promise<unknown>>> = {
  sell: () => import('../sell/sell-page.ts'),
  orders: () => import('../orders/orders-page.ts'),
  sales: () => import('../sales/sales-page.ts'),
  customers: () => import('../customers/customers-page.ts'),
  stock: () => import('../stock/stock-page.ts'),
  sync: () => import('../sync/sync-page.ts'),
};

export type ScreenState = 'coming' | 'there' | 'not-loaded';

/** The screens whose code this page has. */
export class LazyScreens {
  readonly #redraw: () => void;
  readonly #sources: typeof sources;
  readonly #states = new Map<Screen, ScreenState>();
  readonly #coming = new Map<Screen, Promise<void>>();

  /** `redraw` is called when a screen came, is loaded again, or could not be loaded. */
  constructor(redraw: () => void, from = sources) {
    this.#redraw = redraw;
    this.#sources = from;
  }

  state(screen: Screen): ScreenState {
    return this.#states.get(screen) ?? 'coming';
  }

  /** Resolves when the screen's code is there, or could not be loaded: then the next call tries again. */
  settled(screen: Screen): Promise<void> {
    const known = this.#coming.get(screen);
    if (known) return known;
    const coming = this.#load(screen);
    this.#coming.set(screen, coming);
    return coming;
  }

  /** Loads this screen, and then all others, one after the other: so each opens at once, and also without the server. */
  open(screen: Screen): void {
    void this.all(screen);
  }

  /** As `open`; resolves when all of them settled. */
  async all(first: Screen): Promise<void> {
    for (const screen of new Set([first, ...screens])) await this.settled(screen);
  }

  async #load(screen: Screen): Promise<void> {
    if (this.#states.get(screen) === 'not-loaded') this.#say(screen, 'coming');
    try {
      await this.#sources[screen]();
      this.#say(screen, 'there');
    } catch {
      this.#coming.delete(screen);
      this.#say(screen, 'not-loaded');
    }
  }

  #say(screen: Screen, state: ScreenState): void {
    this.#states.set(screen, state);
    this.#redraw();
  }
}
