import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type BrowserOptions = {
  readonly executablePath: string;
  readonly args?: readonly string[];
};

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
};

/** The result of CDP's `Runtime.evaluate`. */
type Evaluated = {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
};

/**
 * A page of Chromium, in a profile on the disk, without network monitoring. Playwright has every page report its
 * network; Chromium then duplicates and serialises what it receives: fetching takes half as long again and blocks the
 * main thread twice as long. Here the page does no work beyond its own.
 */
export class UnwatchedBrowser implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #onLoad: () => void = () => undefined;
  #sent = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
    socket.addEventListener('close', () => {
      for (const answer of this.#waiting.values()) answer({ error: { message: 'the browser ended' } });
    });
  }

  /** `initScript` runs in each document before the document's own scripts. */
  static async open(
    { executablePath, args = [] }: BrowserOptions,
    initScript?: () => void,
  ): Promise<UnwatchedBrowser> {
    const profile = await mkdtemp(join(tmpdir(), 'unwatched-'));
    const child = spawn(executablePath, [
      ...args,
      '--headless=new',
      '--window-size=1440,900',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ]);
    const { host } = new URL(await debuggerAddress(child));
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as {
      readonly type: string;
      readonly webSocketDebuggerUrl: string;
    }[];
    const page = targets.find(({ type }) => type === 'page');
    if (!page) throw new Error('the browser opened no page');
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const browser = new UnwatchedBrowser(child, profile, socket);
    await browser.send('Page.enable');
    if (initScript)
      await browser.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${String(initScript)})()` });
    return browser;
  }

  /** Resolves when the document and all its resources are loaded. */
  async goto(url: string): Promise<void> {
    await this.#untilLoaded(() => this.send('Page.navigate', { url }));
  }

  async reload(): Promise<void> {
    await this.#untilLoaded(() => this.send('Page.reload'));
  }

  /** Runs a function in the page; it sees only its arguments. Arguments and result must be JSON. */
  async evaluate<A extends readonly unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    const expression = `(${String(run)})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } = (await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    })) as unknown as Evaluated;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as Awaited<R>;
  }

  /** Presses and releases a key; resolves when the page got both events. */
  async press(key: string, windowsVirtualKeyCode: number): Promise<void> {
    const event = { key, code: key, windowsVirtualKeyCode };
    await Promise.all([
      this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event }),
      this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
    ]);
  }

  /**
   * Presses a key every `everyMs`, whether or not the page keeps up, until the returned function is called, which waits
   * for the last press.
   */
  keepPressing(key: string, windowsVirtualKeyCode: number, everyMs: number): () => Promise<void> {
    const sent: Promise<void>[] = [];
    const timer = setInterval(() => sent.push(this.press(key, windowsVirtualKeyCode)), everyMs);
    return async () => {
      clearInterval(timer);
      await Promise.all(sent);
    };
  }

  /** Bytes of the heap in use, after a collection. */
  async heap(): Promise<number> {
    await this.send('HeapProfiler.collectGarbage');
    return Number((await this.send('Runtime.getHeapUsage'))['usedSize']);
  }

  /** Sends a command of the Chrome DevTools Protocol. @throws the browser's error. */
  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#sent;
    const { result, error } = await new Promise<Message>(resolve => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(message: Message): void {
    if (message.method === 'Page.loadEventFired') this.#onLoad();
    if (message.id === undefined) return;
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }

  async #untilLoaded(go: () => Promise<unknown>): Promise<void> {
    const loaded = new Promise<void>(resolve => (this.#onLoad = resolve));
    await go();
    await loaded;
  }
}

/** The address on which the browser listens, from its own output. */
export function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('close', () => reject(new Error(`the browser ended:\n${said}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
  });
}
