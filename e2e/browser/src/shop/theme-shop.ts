import { createServer, type Server } from 'node:http';
import { ThemeExtension, type ThemeContext } from '@tidemark/theme';
import { freePort } from '../stage/ports.ts';

/**
 * Stands for a shop's pages: a theme of another origin that renders blocks of the extension, and the page behind the
 * app proxy within the same theme.
 */
export class ThemeShop implements AsyncDisposable {
  readonly origin: string;
  readonly #server: Server;
  #body = '';

  static async open(): Promise<ThemeShop> {
    return new ThemeShop(await freePort());
  }

  private constructor(port: number) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#server = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(this.#page()),
    ).listen(port, '127.0.0.1');
  }

  /** Makes the page hold these blocks, one below the other. */
  async holds(blocks: readonly string[], context: ThemeContext): Promise<void> {
    const extension = new ThemeExtension();
    const rendered = await Promise.all(blocks.map(block => extension.render(block, context)));
    const sheets = new Set(rendered.map(each => each.stylesheet));
    this.shows(
      `<style>${[...sheets].join('\n')}</style>${rendered.map(each => `<section>${each.markup}</section>`).join('\n')}`,
    );
  }

  /** Makes the page show what came through the app proxy. */
  shows(body: string): void {
    this.#body = body;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #page(): string {
    return `<!doctype html><html lang="en"><head><title>A shop</title><style>
      body { font: 20px/2 Georgia, serif; color: #402; }
      button { border: 5px dotted; text-transform: uppercase; }
    </style></head><body><header><h1>A shop</h1></header><main>${this.#body}</main></body></html>`;
  }
}
