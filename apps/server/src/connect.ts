import { toGid, type TaxRate } from '@tidemark/schema';
import { apiOriginOf, openShopify, type Credentials, type Shopify } from '@tidemark/shopify';
import type { Config } from './config/config.ts';

/** How a shop lets the app in, and what is set for it. */
export interface ShopAccess {
  readonly shop: string;
  readonly credentials: Credentials;
  readonly taxRates: readonly TaxRate[];
  /** The number of the sales channel; undefined: the shop's Point of Sale. */
  readonly publication: string | undefined;
}

/** The shop of the settings; undefined: there is none. */
export function accessOfSettings(config: Config): ShopAccess | undefined {
  const { shop, adminToken, taxRates, publication } = config;
  if (shop === undefined) return undefined;
  const credentials: Credentials =
    adminToken === undefined ? { kind: 'client-credentials' } : { kind: 'fixed', accessToken: adminToken };
  return { shop, credentials, taxRates, publication };
}

/** The connection to a shop. Sends nothing until it is first used. */
export function connect(config: Config, access: ShopAccess, now: () => number): Shopify {
  const { shop, credentials, taxRates, publication } = access;
  const apiOrigin = originFor(config, shop);
  return openShopify({
    ...{ shop, credentials, taxRates, now },
    apiKey: config.apiKey,
    apiSecret: config.apiSecret,
    random: Math.random,
    sleep: (ms, signal) =>
      import('node:timers/promises').then(timers =>
        timers.setTimeout(ms, undefined, signal ? { signal } : {}),
      ),
    orderDays: config.orderDays,
    ...(publication === undefined ? {} : { publicationId: toGid('Publication', publication) }),
    ...(apiOrigin === undefined ? {} : { apiOrigin }),
  });
}

/** Where the simulator answers for shops other than that of the settings; undefined: shops answer themselves. */
export function simulatorOf({ apiOrigin }: Pick<Config, 'apiOrigin'>): string | undefined {
  return apiOrigin === undefined ? undefined : `${apiOrigin.replace(/\/$/, '')}/shops/{shop}`;
}

function originFor(config: Config, shop: string): string | undefined {
  const simulator = simulatorOf(config);
  return simulator === undefined || shop === config.shop ? config.apiOrigin : apiOriginOf(simulator, shop);
}

/** Where Shopify is to send webhooks to a server that it reaches at this origin. */
export function webhookAddress(publicOrigin: string): string {
  return `${publicOrigin.replace(/\/$/, '')}/webhooks/shopify`;
}
