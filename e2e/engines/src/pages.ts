import { createServer, type Server } from 'node:http';
import { freePort } from '@tidemark/browser/ports';

/** A web site of one scenario. */
export class Site implements AsyncDisposable {
  readonly origin: string;
  readonly #server: Server;

  private constructor(origin: string, server: Server) {
    this.origin = origin;
    this.#server = server;
  }

  /** A page of another site that holds a whole till. */
  static async holding(server: string): Promise<Site> {
    const page = `<!doctype html><html lang="en"><head><title>Ours</title><style>body { margin: 0 } tide-pos { display: block; height: 90vh }</style>
      <script type="module" src="${server}/embed/tidemark.js"></script></head>
      <body><tide-pos server="${server}" shop="tidemark-demo.myshopify.com"></tide-pos></body></html>`;
    return Site.of('localhost', async () => ({ type: 'text/html', content: page }));
  }

  /** The till's own pages in a browser that stores nothing: each storage API fails with the engines' own error. */
  static async refusing(server: string): Promise<Site> {
    return Site.of('127.0.0.1', async path => {
      if (path === '/refuse.js') return { type: 'text/javascript', content: refusal };
      const answer = await fetch(server + path);
      const type = answer.headers.get('content-type') ?? '';
      const content = Buffer.from(await answer.arrayBuffer());
      if (!type.startsWith('text/html')) return { type, content };
      return {
        type,
        content: content.toString().replace('<head>', '<head><script src="/refuse.js"></script>'),
      };
    });
  }

  private static async of(
    name: string,
    page: (path: string) => Promise<{ readonly type: string; readonly content: string | Buffer }>,
  ): Promise<Site> {
    const port = await freePort();
    const server = createServer((request, response) => {
      void page(request.url ?? '/').then(
        ({ type, content }) => response.writeHead(200, { 'content-type': type }).end(content),
        () => response.writeHead(502).end(),
      );
    });
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    return new Site(`http://${name}:${port}`, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

const refusal = `
  const refuse = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
  for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches'])
    Object.defineProperty(globalThis, name, { get: refuse });
  if (navigator.storage) navigator.storage.getDirectory = async () => refuse();
  if (navigator.serviceWorker) navigator.serviceWorker.register = async () => refuse();
`;
