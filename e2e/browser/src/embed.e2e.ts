import { createServer, type Server } from 'node:http';
import { freePort } from './ports.ts';
import { expect, test } from './world.ts';

/** A page of somebody else's, on another origin, whose style sheet means no good. */
function hostilePage(server: string): string {
  return `<!doctype html><html><head><title>A shop's own page</title><style>
    * { font-size: 3px !important; color: red !important; letter-spacing: 2em !important; text-transform: uppercase !important; }
    button, input { display: none !important; }
    div, section { position: fixed !important; left: -999px !important; }
  </style></head><body><h1>Our page</h1>
  <tide-pos server="${server}" shop="tidemark-demo.myshopify.com" style="height: 800px"></tide-pos>
  <tide-sync-status server="${server}" shop="tidemark-demo.myshopify.com"></tide-sync-status>
  <script type="module" src="${server}/embed/tidemark.js"></script></body></html>`;
}

test('<tide-pos> works in a page of another origin with hostile CSS', async ({ till, world, page }) => {
  const port = await freePort();
  const host: Server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(hostilePage(world.origin)),
  ).listen(port, '127.0.0.1');
  await world.shop.create('Guest Kettle', '2900000000141');

  await page.goto(`http://127.0.0.1:${port}/`);
  await till.signIn();
  await till.verified();
  await till.search('Guest Kettle');

  const card = till.card('Guest Kettle');
  await expect(card).toBeVisible();
  const style = await card.evaluate(element => {
    const { fontSize, letterSpacing, textTransform } = getComputedStyle(element);
    return { fontSize: Number.parseFloat(fontSize), letterSpacing, textTransform };
  });
  expect(style.fontSize).toBeGreaterThanOrEqual(12);
  expect(style.letterSpacing).toBe('normal');
  expect(style.textTransform).toBe('none');
  await card.click();
  await expect(till.cartLine('Guest Kettle')).toBeVisible();
  await new Promise(resolve => host.close(resolve));
});
