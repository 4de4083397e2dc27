import { toGid } from '@tidemark/schema';
import { openShopify, type Shopify } from '@tidemark/shopify';
import type { Config } from './config/config.ts';

/** The connection to the shop of these settings. Sends nothing until it is first used. */
export function connect(config: Config, now: () => number): Shopify {
  return openShopify({
    shop: config.shop,
    apiKey: config.apiKey,
    apiSecret: config.apiSecret,
    now,
    random: Math.random,
    sleep: (ms, signal) =>
      import('node:timers/promises').then(timers =>
        timers.setTimeout(ms, undefined, signal ? { signal } : {}),
      ),
    credentials:
      config.adminToken === undefined
        ? { kind: 'client-credentials' }
        : { kind: 'fixed', accessToken: config.adminToken },
    orderDays: config.orderDays,
    taxRates: config.taxRates,
    ...(config.publication === undefined ? {} : { publicationId: toGid('Publication', config.publication) }),
    ...(config.apiOrigin === undefined ? {} : { apiOrigin: config.apiOrigin }),
  });
}

/** Where Shopify is to send webhooks to a server that it reaches at this origin. */
export function webhookAddress(publicOrigin: string): string {
  return `${publicOrigin.replace(/\/$/, '')}/webhooks/shopify`;
}
