import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type ElementHandle, type Frame, type Page } from 'puppeteer-core';
import { findScript, type Engine, type EngineKind, type Scope, type Tab } from './driver.ts';

const path = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

/** Firefox, driven by WebDriver BiDi, which it supports itself. */
export const firefox: EngineKind = {
  name: 'Firefox',
  missing: () => (path === undefined ? ['firefox-esr'] : []),
  start: async () => {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: path ?? '',
      headless: true,
      args: ['--no-remote'],
    });
    return new Firefox(browser, (await browser.version()).replace(/^.*\//, ''));
  },
};

class Firefox implements Engine {
  readonly name = 'Firefox';
  readonly version: string;
  readonly #browser: Browser;

  constructor(browser: Browser, version: string) {
    this.#browser = browser;
    this.version = version;
  }

  async newTab(): Promise<Tab> {
    return new FirefoxTab(await this.#browser.newPage());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

class FirefoxScope implements Scope {
  readonly #at: Page | Frame;

  constructor(at: Page | Frame) {
    this.#at = at;
  }

  run<T>(body: string, ...given: readonly unknown[]): Promise<T> {
    return this.#at.evaluate(expression(body, given)) as Promise<T>;
  }

  async click(selector: string, text = ''): Promise<void> {
    const element = await this.#element(selector, text);
    await element.click();
  }

  async frame(selector: string): Promise<Scope> {
    const element = await this.#element(selector, '');
    const frame = await element.contentFrame();
    if (!frame) throw new Error(`${selector} is no frame`);
    return new FirefoxScope(frame);
  }

  async #element(selector: string, text: string): Promise<ElementHandle> {
    const handle = await this.#at.evaluateHandle(expression('return one(...given)', [selector, text]));
    const element = handle.asElement();
    if (!element) throw new Error(`there is no ${selector} with “${text}”`);
    return element as ElementHandle;
  }
}

class FirefoxTab extends FirefoxScope implements Tab {
  readonly #page: Page;

  constructor(page: Page) {
    super(page);
    this.#page = page;
  }

  /** Firefox delays a click in a background tab for many seconds, so the tab comes to the front first. */
  override async click(selector: string, text = ''): Promise<void> {
    await this.#page.bringToFront();
    await super.click(selector, text);
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url, { waitUntil: 'load' });
  }

  async reload(): Promise<void> {
    await this.#page.reload({ waitUntil: 'load' });
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  async press(key: 'Enter' | 'Escape' | 'Tab'): Promise<void> {
    await this.#page.keyboard.press(key);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#page.setViewport({ width, height });
  }

  screenshot(): Promise<Uint8Array> {
    return this.#page.screenshot({ type: 'png' });
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}

function expression(body: string, given: readonly unknown[]): string {
  return `(async (...given) => { ${findScript} ${body} })(...${JSON.stringify(given)})`;
}
