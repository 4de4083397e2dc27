import { createServer, type Server } from 'node:http';
import { expect, type Frame, type Locator, type Page } from '@playwright/test';
import { scanKeys } from './keys.ts';
import { freePort } from '../stage/ports.ts';

const shop = 'tidemark-demo.myshopify.com';

/** A page's hostile style sheet. */
const hostileCss = `
  * { font-size: 3px !important; color: red !important; letter-spacing: 2em !important; text-transform: uppercase !important; }
  button, input { display: none !important; }
  div, section, iframe { position: fixed !important; left: -9999px !important; }
  iframe { display: none !important; }
  .field, [contenteditable] { display: block !important; position: static !important; }
`;

/**
 * A script of the page: a search box in a closed shadow root, and a thief that records every message in this page, also
 * through ports that others make.
 */
const hostScript = `
  globalThis.heard = [];
  globalThis.events = [];
  addEventListener('message', event => heard.push(event.data));
  const Channel = MessageChannel;
  globalThis.MessageChannel = class extends Channel {
    constructor() {
      super();
      for (const port of [this.port1, this.port2])
        port.addEventListener('message', event => heard.push(event.data));
    }
  };
  for (const kind of ['tide-synced', 'tide-product-chosen', 'tide-cart-changed'])
    addEventListener(kind, event => {
      events.push({ ...event, kind });
      if (kind === 'tide-product-chosen' && globalThis.cancels) event.preventDefault();
    });
  addEventListener('DOMContentLoaded', () => {
    const box = document.querySelector('#closed');
    if (!box) return;
    const field = document.createElement('input');
    box.attachShadow({ mode: 'closed' }).append(field);
    globalThis.ownField = field;
  });
`;

/** A page of another site that holds our elements under the strictest policy that the README allows. */
export class EmbedHost {
  readonly page: Page;
  readonly #server: Server;
  readonly #origin: string;

  /**
   * `more`: what its policy also allows, for elements without isolation. `name`: its host name; the server's own on
   * another port is another origin of the same site, "localhost" is another site.
   */
  static async open(
    page: Page,
    server: string,
    body: string,
    more: Readonly<Record<string, string>> = {},
    name = '127.0.0.1',
  ) {
    const port = await freePort();
    const policy = Object.entries({
      'default-src': "'none'",
      'script-src': `'self' ${server}`,
      'frame-src': server,
      'style-src': "'self'",
      ...more,
    });
    const files: Readonly<Record<string, readonly [string, string]>> = {
      '/host.css': ['text/css', hostileCss],
      '/host.js': ['text/javascript', hostScript],
      '/': [
        'text/html',
        `<!doctype html><html lang="nl"><head><title>A shop's own page</title><link rel="stylesheet" href="/host.css">
        <script src="/host.js"></script><script type="module" src="${server}/embed/tidemark.js"></script></head>
        <body><h1>Our page</h1><button class="field" id="plain">Ours</button><div class="field" id="closed"></div><p contenteditable id="host-note">Note</p>${body}</body></html>`,
      ],
    };
    const host = createServer((request, response) => {
      const [type, content] = files[new URL(request.url ?? '/', 'http://x').pathname] ?? [];
      if (type === undefined) return void response.writeHead(404).end();
      response
        .writeHead(200, {
          'content-type': type,
          'content-security-policy': policy.map(([name, value]) => `${name} ${value}`).join('; '),
        })
        .end(content);
    }).listen(port, '127.0.0.1');
    await new Promise(resolve => host.once('listening', resolve));
    const opened = new EmbedHost(page, host, `http://${name}:${port}`);
    await page.goto(opened.#origin);
    return opened;
  }

  private constructor(page: Page, server: Server, origin: string) {
    this.page = page;
    this.#server = server;
    this.#origin = origin;
  }

  get origin(): string {
    return this.#origin;
  }

  /** The frame of the nth element of this name. */
  async frame(element: string, nth = 0): Promise<Frame> {
    const handle = await this.page.locator(element).nth(nth).locator('iframe').elementHandle();
    const frame = await handle?.contentFrame();
    if (!frame) throw new Error(`${element} has no frame`);
    return frame;
  }

  /**
   * Clicks inside a frame. Playwright reads the target's position in the frame, and then the frame's in the page: if
   * another frame pushes this one down in between, the click misses. So this frame, and each above it, must first have
   * the height that its content asked for. Frames below push nothing, and one that is out of sight keeps its size:
   * Chromium does not draw it.
   */
  async press(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    const frame = await (await target.elementHandle())?.ownerFrame();
    await expect.poll(() => this.#growing(frame ?? this.page.mainFrame())).toEqual([]);
    await this.page.evaluate(
      () => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await target.click();
  }

  /** Which of this frame and those above it do not have the height of their content yet. */
  async #growing(lowest: Frame): Promise<readonly string[]> {
    const placeOf = async (frame: Frame) => (await frame.frameElement()).boundingBox();
    const end = lowest === this.page.mainFrame() ? -Infinity : ((await placeOf(lowest))?.y ?? 0);
    const height = this.page.viewportSize()?.height ?? 0;
    const growing: string[] = [];
    for (const frame of this.page.frames()) {
      if (frame === this.page.mainFrame()) continue;
      const place = await placeOf(frame);
      if (!place || place.y > end || place.y > height || place.y + place.height < 0) continue;
      const wanted = await frame.evaluate(() => {
        const fits = document.documentElement.classList;
        const main = fits.contains('grows') || fits.contains('wraps') ? document.querySelector('main') : null;
        return main && Math.ceil(main.getBoundingClientRect().height);
      });
      const had = await (
        await frame.frameElement()
      ).evaluate(each => (each as HTMLIFrameElement).clientHeight);
      if (wanted !== null && wanted !== had)
        growing.push(`${frame.name() || frame.url()} ${had} of ${wanted}`);
    }
    return growing;
  }

  /** The events that the page received. */
  events(): Promise<readonly Record<string, unknown>[]> {
    return this.page.evaluate(() => (globalThis as unknown as { events: Record<string, unknown>[] }).events);
  }

  /** Focuses the page's own search box, in a closed shadow root. */
  async focusOwnField(): Promise<void> {
    await this.page.evaluate(() =>
      (globalThis as unknown as { ownField: HTMLInputElement }).ownField.focus(),
    );
  }

  ownFieldText(): Promise<string> {
    return this.page.evaluate(() => (globalThis as unknown as { ownField: HTMLInputElement }).ownField.value);
  }

  /** Scans by keys, as a scanner does, where the focus is. */
  scan(code: string): Promise<void> {
    return scanKeys(this.page, code);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** The markup of an element of a shop's till. */
export function element(name: string, server: string, attributes = ''): string {
  return `<${name} server="${server}" shop="${shop}" ${attributes}></${name}>`;
}

/** Each element once. */
export function everyElement(server: string, attributes = ''): string {
  return ['tide-pos', 'tide-sync-status', 'tide-sync-button', 'tide-product-search', 'tide-cart']
    .map(name => element(name, server, attributes))
    .join('');
}
