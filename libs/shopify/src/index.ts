import type { ClientOptions } from './client.ts';
import { ShopifyGateway } from './gateway.ts';
import type { Shopify } from './shopify.ts';

export * from './shopify.ts';
export { verifyWebhook, type WebhookNotice, type WebhookVerdict } from './webhook.ts';

/** One Shopify shop. Opening asks nothing yet; the first read signs in. */
export function openShopify(options: ClientOptions): Shopify {
  return new ShopifyGateway(options);
}
