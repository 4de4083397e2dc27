import { spawn, type ChildProcess } from 'node:child_process';
import { debuggerAddress } from '@tidemark/chunklog-storage/unwatched-browser';
import { browserPath } from './browser-path.ts';
import { chromium, type Browser, type LaunchOptions, type Page } from '@playwright/test';

/** A browser with a profile that outlives it. It can be killed, as by a power cut. */
export class OwnBrowser {
  readonly page: Page;
  readonly #process: ChildProcess;
  readonly #browser: Browser;

  private constructor(child: ChildProcess, browser: Browser, page: Page) {
    this.#process = child;
    this.#browser = browser;
    this.page = page;
  }

  /** Opens the whole Chromium, whichever one the other tests use: it shows what survives a kill for users. */
  static async open(profile: string, { args = [] }: LaunchOptions): Promise<OwnBrowser> {
    const child = spawn(browserPath() ?? chromium.executablePath(), [
      ...args,
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ]);
    const browser = await chromium.connectOverCDP(await debuggerAddress(child));
    const [context] = browser.contexts();
    const page = context?.pages()[0] ?? (await context?.newPage());
    if (!page) throw new Error('the browser opened no page');
    return new OwnBrowser(child, browser, page);
  }

  /** Kills the browser at once, whatever is under way. */
  async kill(): Promise<void> {
    const ended = new Promise(resolve => this.#process.once('close', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    await this.#browser.close().catch(() => undefined);
  }
}
