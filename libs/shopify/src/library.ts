import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi, type Shopify as Api } from '@shopify/shopify-api';

/** The version of the Admin API that every request asks for. */
export const apiVersion = ApiVersion.October26;

/**
 * Shopify's own library, for tokens and signatures. It has no use for a host name, but does not start without one. Only
 * asking for a token needs the app's key.
 */
export function openLibrary(apiSecret: string, apiKey = 'not-needed'): Api {
  return shopifyApi({
    apiKey,
    apiSecretKey: apiSecret,
    apiVersion,
    hostName: 'tidemark.invalid',
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
}
