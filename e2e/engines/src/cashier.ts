import type { Scope, Tab } from './driver.ts';

/** How long to wait for what must come: no test of engines is about speed. */
const patienceMs = 120_000;
/** How many characters of the page an error of a failed wait shows. */
const mostSeen = 1_500;

/** A cashier at a till, in any engine. */
export class Cashier {
  readonly tab: Tab;
  readonly #origin: string;
  readonly #at: Scope;

  /** `at`: where in the tab the till is. */
  constructor(tab: Tab, origin: string, at: Scope = tab) {
    this.tab = tab;
    this.#origin = origin;
    this.#at = at;
  }

  async open(): Promise<void> {
    await this.tab.goto(this.#origin);
  }

  /** Goes elsewhere on the same site: the storage can be read there, and no till is open. */
  async leave(): Promise<void> {
    await this.tab.goto(`${this.#origin}/embed/frame.html`);
  }

  async signIn(): Promise<void> {
    await this.sees(form('staff'));
    await this.#at.run(`
      const fill = (name, value) => {
        const field = one('[data-testid="sign-in-form"] input[name="' + name + '"]');
        if (!field || field.readOnly) return;
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      };
      fill('shop', 'tidemark-demo.myshopify.com');
      fill('staff', 'demo');
      fill('pin', '1234');`);
    await this.click('[data-testid="sign-in-form"] button', 'Sign in');
  }

  async signOut(): Promise<void> {
    await this.click(id('menu-button'));
    await this.click('[role="menuitem"]', 'Sign out');
    await this.click(`${id('sign-out-dialog')} button`, 'Sign out');
    await this.sees(id('sign-in-form'));
  }

  /** Opens the till, signs in, and waits until it was compared with the mirror since this page was loaded. */
  async ready(): Promise<void> {
    await this.open();
    await this.until(`return one('${id('sign-in-form')}') || one('${id('sell-page')}')`, 'the till to open');
    const isOut = await this.#at.run(`return Boolean(one('${id('sign-in-form')}'))`);
    if (isOut) await this.signIn();
    await this.verified();
  }

  async verified(): Promise<void> {
    await this.until(
      `return Number(one('${id('sync-status')}')?.dataset.verified) > performance.timeOrigin`,
      'the till to be verified',
    );
  }

  async go(screen: 'sell' | 'orders' | 'sales' | 'customers' | 'stock' | 'sync-all'): Promise<void> {
    await this.click(id('menu-button'));
    await this.click(id(`menu-${screen}`));
  }

  async search(text: string): Promise<void> {
    await this.sees(id('search-input'));
    await this.#at.run(
      `const field = one('${id('search-input')}');
       field.value = given[0];
       field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));`,
      text,
    );
  }

  card(title: string): Promise<void> {
    return this.sees(id('product-card'), title);
  }

  /** Sells by tapping; returns the receipt's number, with the receipt still open. */
  async sell(title: string): Promise<string> {
    await this.search(title);
    await this.click(id('product-card'), title);
    await this.sees(id('cart-line'), title);
    await this.click(id('pay'));
    await this.sees(id('pay-dialog'));
    await this.tab.press('Enter');
    await this.sees(id('receipt-number'));
    return this.#at.run<string>(`return one('${id('receipt-number')}').textContent.trim()`);
  }

  /** Waits until the receipt takes input: at first it ignores presses, which may be meant for the previous screen. */
  async settled(): Promise<void> {
    await this.sees(`${id('next-sale')}[aria-disabled="false"]`);
  }

  async nextSale(): Promise<void> {
    await this.settled();
    await this.click(id('next-sale'));
    await this.until(`return !one('${id('receipt-number')}')`, 'the receipt to close');
  }

  /** Waits until the page Sales shows these words as the sale's status. */
  async way(receipt: string, words: string): Promise<void> {
    await this.sees(`[data-testid="sale-row"][data-receipt="${receipt}"] ${id('sale-way')}`, words);
  }

  /** Waits until it is shown. @throws Error after {@link patienceMs}. */
  async sees(selector: string, text = ''): Promise<void> {
    await this.until(`return one(given[0], given[1])`, `${selector} with “${text}”`, selector, text);
  }

  async until(body: string, what: string, ...given: readonly unknown[]): Promise<void> {
    const end = Date.now() + patienceMs;
    let last: unknown;
    while (Date.now() < end) {
      const isSo = `const answer = await (async () => { ${body} })(); return Boolean(answer);`;
      try {
        if (await this.#at.run<boolean>(isSo, ...given)) return;
      } catch (error) {
        // The page is being replaced.
        last = error;
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`waited in vain for ${what}; there was ${await this.#seen()}`, { cause: last });
  }

  /** The page's address and text, in one line. */
  async #seen(): Promise<string> {
    const text = (node: string) => `[...${node}.childNodes].map(read).join(' ')`;
    const body = `
      const read = node => node.nodeType === Node.TEXT_NODE ? node.textContent.trim()
        : ['SCRIPT', 'STYLE'].includes(node.nodeName) ? ''
        : (node.shadowRoot ? ${text('node.shadowRoot')} : '') + ${text('node')};
      return location.href + ' (' + document.readyState + '): ' + read(document).replace(/\\s+/g, ' ');`;
    return this.#at.run<string>(body).then(
      all => all.slice(0, mostSeen),
      (error: unknown) => `no page to read: ${String(error)}`,
    );
  }

  async click(selector: string, text = ''): Promise<void> {
    await this.sees(selector, text);
    await this.#at.click(selector, text);
  }

  run<T>(body: string, ...given: readonly unknown[]): Promise<T> {
    return this.#at.run<T>(body, ...given);
  }
}

/** The selector of this test id. */
export function id(name: string): string {
  return `[data-testid="${name}"]`;
}

function form(name: string): string {
  return `${id('sign-in-form')} input[name="${name}"]`;
}
