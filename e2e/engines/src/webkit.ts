import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { freePort } from '@tidemark/browser/ports';
import { Builder, Capabilities, Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import { findScript, type Engine, type EngineKind, type Scope, type Tab } from './driver.ts';

const driverPath = '/usr/bin/WebKitWebDriver';
const displayPath = '/usr/bin/Xvfb';
/** The smallest browser on the engine; the package includes it. */
const browserPath = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser').sort().at(-1);

/** WebKitGTK: the engine of Safari on another system. It needs a screen, so it gets a virtual one. */
export const webkit: EngineKind = {
  name: 'WebKit',
  missing: () => [
    ...(existsSync(driverPath) && browserPath !== undefined ? [] : ['webkit2gtk-driver']),
    ...(existsSync(displayPath) ? [] : ['xvfb']),
  ],
  start: () => WebKit.start(),
};

const startMs = 20_000;

class WebKit implements Engine {
  readonly name = 'WebKit';
  readonly version: string;
  readonly #driver: WebDriver;
  readonly #children: readonly ChildProcess[];
  #isFirst = true;

  private constructor(driver: WebDriver, version: string, children: readonly ChildProcess[]) {
    this.#driver = driver;
    this.version = version;
    this.#children = children;
  }

  static async start(): Promise<WebKit> {
    const children: ChildProcess[] = [];
    try {
      const display = await startDisplay(children);
      const port = await freePort();
      children.push(
        spawn(driverPath, [`--port=${port}`], { env: { ...process.env, DISPLAY: display }, stdio: 'ignore' }),
      );
      const server = `http://127.0.0.1:${port}`;
      await until(() => fetch(`${server}/status`).then(({ ok }) => ok), 'WebKitWebDriver');
      const driver = await new Builder()
        .usingServer(server)
        .disableEnvironmentOverrides()
        .withCapabilities(
          new Capabilities({
            browserName: 'MiniBrowser',
            'webkitgtk:browserOptions': { binary: browserPath ?? '', args: ['--automation'] },
          }),
        )
        .build();
      await driver.manage().setTimeouts({ script: 60_000, pageLoad: 60_000 });
      const version = (await driver.getCapabilities()).getBrowserVersion() ?? '';
      return new WebKit(driver, version, children);
    } catch (error) {
      await stop(children);
      throw error;
    }
  }

  async newTab(): Promise<Tab> {
    if (!this.#isFirst) await this.#driver.switchTo().newWindow('tab');
    this.#isFirst = false;
    return new WebKitTab(this.#driver, await this.#driver.getWindowHandle());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driver.quit().catch(() => undefined);
    await stop(this.#children);
  }
}

/** The driver is in one tab or frame at a time: every step switches there first. */
class WebKitScope implements Scope {
  protected readonly driver: WebDriver;
  readonly #go: () => Promise<void>;

  constructor(driver: WebDriver, go: () => Promise<void>) {
    this.driver = driver;
    this.#go = go;
  }

  protected async here(): Promise<WebDriver> {
    await this.#go();
    return this.driver;
  }

  async run<T>(body: string, ...given: readonly unknown[]): Promise<T> {
    return (await this.here()).executeScript<T>(
      `const given = [...arguments]; ${findScript} return (async () => { ${body} })();`,
      ...given,
    );
  }

  async click(selector: string, text = ''): Promise<void> {
    await (await this.#element(selector, text)).click();
  }

  async frame(selector: string): Promise<Scope> {
    return new WebKitScope(this.driver, async () => {
      const element = await this.#element(selector, '');
      await this.driver.switchTo().frame(element);
    });
  }

  async #element(selector: string, text: string): Promise<WebElement> {
    const element = await (
      await this.here()
    ).executeScript<WebElement | null>(`${findScript} return one(...arguments) ?? null;`, selector, text);
    if (!element) throw new Error(`there is no ${selector} with “${text}”`);
    return element;
  }
}

class WebKitTab extends WebKitScope implements Tab {
  constructor(driver: WebDriver, handle: string) {
    super(driver, async () => {
      await driver.switchTo().window(handle);
      await driver.switchTo().defaultContent();
    });
  }

  async goto(url: string): Promise<void> {
    await (await this.here()).get(url);
  }

  async reload(): Promise<void> {
    await (await this.here()).navigate().refresh();
  }

  async type(text: string): Promise<void> {
    await (await this.here()).actions().sendKeys(text).perform();
  }

  async press(key: 'Enter' | 'Escape' | 'Tab'): Promise<void> {
    const keys = { Enter: Key.ENTER, Escape: Key.ESCAPE, Tab: Key.TAB };
    await (await this.here()).actions().sendKeys(keys[key]).perform();
  }

  /** Adds the size of the window's borders. */
  async resize(width: number, height: number): Promise<void> {
    const window = (await this.here()).manage().window();
    const borders = await this.run<number[]>('return [outerWidth - innerWidth, outerHeight - innerHeight]');
    await window.setRect({ width: width + (borders[0] ?? 0), height: height + (borders[1] ?? 0) });
  }

  async screenshot(): Promise<Uint8Array> {
    return Buffer.from(await (await this.here()).takeScreenshot(), 'base64');
  }

  async close(): Promise<void> {
    await (await this.here()).close();
  }
}

async function startDisplay(children: ChildProcess[]): Promise<string> {
  const display = spawn(
    displayPath,
    ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  children.push(display);
  const number = await new Promise<string>((resolve, reject) => {
    display.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    display.once('error', reject);
    display.once('exit', () => reject(new Error('Xvfb ended at once')));
  });
  return `:${number}`;
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + startMs;
  while (Date.now() < end) {
    if (await isSo().catch(() => false)) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not start`);
}

async function stop(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill();
    await ended;
  }
}
