import { ShopifyGateway, type GatewayOptions } from './gateway.ts';
import type { Shopify } from './shopify.ts';

export { type SalesChannel } from './sales-channel.ts';
export { type ShopifySearch } from './search-query.ts';
export * from './shopify.ts';
export * from './writes.ts';
export { type Credentials, type OfflineToken } from './tokens.ts';
export { subscribedTopics } from './subscriptions.ts';
export { proxyVerifier, type ProxyVerdict, type VerifyProxied } from './proxy-request.ts';
export { webhookReader, type ReadWebhook, type WebhookNotice, type WebhookVerdict } from './webhook.ts';

/** One Shopify shop. Opening asks nothing yet; the first read signs in. */
export function openShopify(options: GatewayOptions): Shopify {
  return new ShopifyGateway(options);
}
