import { createServer, type RequestListener } from 'node:http';
import { pageBundle } from '../page-bundle.ts';

/** Products in a page of the server. */
export const pageSize = 500;

export type BenchServer = { readonly origin: string; close(): void };

/** Serves the benchmark's page and made-up products of about 1.4 KB, on loopback. */
export async function startBenchServer(): Promise<BenchServer> {
  const script = await pageBundle(new URL('bench-page.ts', import.meta.url));
  return serveScript(script, (request, response) => {
    const page = /^\/products\/(\d+)$/.exec(request.url ?? '')?.[1];
    if (page === undefined) response.writeHead(404).end();
    else response.setHeader('content-type', 'application/json').end(productsOf(Number(page)));
  });
}

/** Serves a page with this script on loopback; `rest` answers what is neither. */
export async function serveScript(script: string, rest?: RequestListener): Promise<BenchServer> {
  const server = createServer((request, response) => {
    if (request.url === '/bench.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (request.url === '/')
      response.setHeader('content-type', 'text/html').end('<script type="module" src="/bench.js"></script>');
    else if (rest) rest(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const made = new Map<number, string>();

/** A page of products as JSON, made once, so that the server's time does not count. */
function productsOf(page: number): string {
  const known = made.get(page);
  if (known !== undefined) return known;
  const text = JSON.stringify(Array.from({ length: pageSize }, (_, n) => product(page * pageSize + n)));
  made.set(page, text);
  return text;
}

function product(n: number): object {
  const variants = Array.from({ length: 4 }, (_, v) => ({
    id: `gid://shopify/ProductVariant/${n * 10 + v}`,
    sku: `SKU-${(n * 7919 + v) % 1_000_003}`,
    price: 100 + ((n * 31 + v * 17) % 90_000),
    title: ['Small', 'Medium', 'Large', 'Extra large'][v],
    options: [{ name: 'Size', value: v }],
    inventoryItemId: `gid://shopify/InventoryItem/${n * 10 + v}`,
  }));
  const words = ['cotton', 'linen', 'oak', 'steel', 'amber', 'slate', 'river', 'north'];
  const text = Array.from({ length: 60 }, (_, w) => words[(n * 13 + w * w) % words.length]).join(' ');
  return {
    id: String(n).padStart(12, '0'),
    title: `${words[n % 8]} ${words[(n * 5 + 1) % 8]} no. ${n}`,
    barcode: `40${String(n).padStart(8, '0')}`,
    body: { vendor: `Vendor ${n % 40}`, tags: [words[n % 7], words[n % 5]], text, variants },
  };
}
