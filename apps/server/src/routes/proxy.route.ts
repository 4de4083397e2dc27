import type { VerifyProxied } from '@tidemark/shopify';
import type { RequestHandler, Response } from 'express';

/**
 * /proxy: the page that Shopify shows at https://shop/apps/tidemark, in the shop's own theme. It has the till's element
 * and no data of the till: visitors still sign in with name and PIN. Visitors who come another way get a message and
 * nothing else. The answer is Liquid without a charset, as Shopify wants it.
 */
export function proxyRoute(parts: {
  verify: VerifyProxied;
  serves: (shop: string) => Promise<boolean>;
  /** The address at which browsers reach this server. */
  address: string | undefined;
}): RequestHandler {
  const { verify, serves, address } = parts;
  return async (req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    const verdict = await verify(new URL(req.originalUrl, 'http://proxy.invalid').searchParams);
    if (!verdict.ok) return say(res, 401, 'This page is only shown in the shop: open it there.');
    if (!(await serves(verdict.shop))) return say(res, 404, 'This server has no till for this shop.');
    if (req.path !== '/' || !['GET', 'HEAD'].includes(req.method))
      return say(res, 404, 'There is no such page.');
    if (address === undefined)
      return say(res, 503, 'The till cannot be shown here: APP_URL is not set on its server.');
    res.setHeader('Content-Type', 'application/liquid').end(pageOf(address, verdict.shop));
  };
}

function say(res: Response, status: number, message: string): void {
  res.status(status).type('text/plain').send(message);
}

/** Origin and path, as `URL` writes them, have no braces, quotes or angle brackets: neither Liquid nor markup. */
function pageOf(address: string, shop: string): string {
  const { origin, pathname } = new URL(address);
  const server = (origin + pathname).replace(/\/$/, '').replaceAll('&', '&amp;');
  return `<style>tide-pos { display: block; height: 80vh; min-height: 480px; }</style>
<tide-pos server="${server}" shop="${shop}"></tide-pos>
<script type="module" src="${server}/embed/tidemark.js"></script>
`;
}
