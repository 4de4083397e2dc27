import { ShopifyGateway, type GatewayOptions } from './read/gateway.ts';
import type { Shopify } from './shopify.ts';

export type { SalesChannel } from './shopify.ts';
export { type ShopifySearch } from './read/search-query.ts';
export * from './shopify.ts';
export * from './write/writes.ts';
export { type Credentials, type OfflineToken } from './transport/tokens.ts';
export {
  isShopName,
  OAuth,
  oauthCallbackPath,
  type GrantedToken,
  type OAuthOptions,
  type OAuthResult,
} from './oauth/oauth.ts';
export { missingScopes, neededScopes, type NeededScope } from './oauth/scopes.ts';
export { apiOriginOf } from './transport/routes.ts';
export { subscribedTopics } from './webhooks/subscriptions.ts';
export { proxyVerifier, type ProxyVerdict, type VerifyProxied } from './webhooks/proxy-request.ts';
export {
  webhookReader,
  type ReadWebhook,
  type WebhookNotice,
  type WebhookVerdict,
} from './webhooks/webhook.ts';

/** Opens one Shopify shop. Opening sends no request; the first read signs in. */
export function openShopify(options: GatewayOptions): Shopify {
  return new ShopifyGateway(options);
}
