import type { Connections, SecurityEvent } from '@tidemark/mirror';
import { isShopName, oauthCallbackPath, type OAuth, type OAuthResult } from '@tidemark/shopify';
import { Router } from 'express';
import { ownerCookie, ownerMs, type OwnerSessions } from '../auth/owner-sessions.ts';
import { connectPage, goOnPage } from '../owner/owner-page.ts';
import type { CredentialBox } from '../shops/credential-box.ts';
import { sealAccess } from '../shops/stored-access.ts';

interface ConnectParts {
  readonly oauth: OAuth;
  readonly connections: Connections;
  readonly box: CredentialBox;
  readonly owners: OwnerSessions;
  /** Whether this shop's owner may connect it here. */
  readonly mayConnect: (shop: string) => boolean;
  /** Starts a shop with its new credentials. */
  readonly begin: (shop: string) => Promise<void>;
  /** The address at which browsers reach this server. */
  readonly publicAddress: string;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}

const refusals: Readonly<Record<Extract<OAuthResult, { kind: 'refused' }>['reason'], string>> = {
  cancelled: 'Shopify was not allowed to connect the shop. Nothing was changed.',
  invalid:
    'This did not come from Shopify, or took longer than fifteen minutes. Begin again in this browser.',
  code: 'Shopify does not let the app in. Begin again; if that does not help, the app’s secret here is wrong.',
  unreachable: 'Shopify does not answer. Try again in a minute.',
};

/**
 * [A92] GET /auth/shopify sends a shop's owner to Shopify; GET /auth/shopify/callback takes what Shopify gives for the
 * shop, and signs the owner in. For the shop of the settings it only signs in: the settings say how that one is let in.
 */
export function connectRoute(parts: ConnectParts): Router {
  const { oauth, connections, box, owners, mayConnect, note, now } = parts;
  const router = Router();
  router.use('/auth/shopify', (_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    // Only Shopify's code and signature are in the address, but nobody else needs them.
    res.setHeader('Referrer-Policy', 'no-referrer');
    next();
  });
  router.get('/auth/shopify', async (req, res) => {
    // Shopify sends the person back to this address, and the cookie must be there.
    const here = new URL(req.originalUrl, parts.publicAddress);
    // Once: a proxy in front may name another host at each request.
    if (req.headers.host !== here.host && !here.searchParams.has('again')) {
      here.searchParams.set('again', '1');
      return void res.redirect(303, here.href);
    }
    const asked = req.query['shop'];
    if (asked === undefined) return void res.send(connectPage());
    const shop = nameOf(asked);
    if (shop === undefined)
      return void res.status(400).send(connectPage('Write the shop like your-shop.myshopify.com.'));
    if (!mayConnect(shop))
      return void res.status(403).send(connectPage('This server does not take this shop: ask who runs it.'));
    await oauth.begin(shop, req, res);
  });
  router.get(oauthCallbackPath, async (req, res) => {
    const result = await oauth.finish(req, res);
    const address = req.ip ?? '';
    if (result.kind === 'refused') {
      note({ what: 'connect-refused', why: result.reason, address });
      return void res
        .status(result.reason === 'unreachable' ? 502 : 400)
        .send(connectPage(refusals[result.reason]));
    }
    const { shop, token, scopes } = result;
    if (!mayConnect(shop))
      return void res.status(403).send(connectPage('This server does not take this shop: ask who runs it.'));
    const known = await connections.of(shop);
    if (known?.source !== 'environment') {
      const credentials = sealAccess(box, shop, token);
      await connections.connect({ shop, source: 'oauth', credentials, scopes, connectedAt: now() });
      note({ what: 'shop-connected', shop, address });
      await parts.begin(shop);
    }
    note({ what: 'owner-signed-in', shop, address });
    res.cookie(ownerCookie, await owners.issue(shop), {
      ...{
        httpOnly: true,
        sameSite: 'strict',
        secure: parts.publicAddress.startsWith('https:'),
        path: '/owner',
        maxAge: ownerMs,
      },
    });
    res.send(goOnPage('/owner/'));
  });
  return router;
}

/** The shop that a person means: its name, or an address of it. */
function nameOf(asked: unknown): string | undefined {
  if (typeof asked !== 'string' || asked.length > 200) return undefined;
  const text = asked
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  const name = text.includes('.') ? text : `${text}.myshopify.com`;
  return isShopName(name) ? name : undefined;
}
