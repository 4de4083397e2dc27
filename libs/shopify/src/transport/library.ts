import '@shopify/shopify-api/adapters/node';
import {
  ApiVersion,
  LogSeverity,
  shopifyApi,
  type ConfigParams,
  type Shopify as Api,
} from '@shopify/shopify-api';

/** The version of the Admin API that every request asks for. */
export const apiVersion = ApiVersion.October26;

/**
 * Shopify's own library, for tokens and signatures. It does not start without a host name, though only OAuth needs one.
 * Only requesting a token needs the app's key.
 */
export function openLibrary(
  apiSecret: string,
  apiKey = 'not-needed',
  oauth: Partial<Pick<ConfigParams, 'hostName' | 'hostScheme' | 'scopes'>> = {},
): Api {
  return shopifyApi({
    apiKey,
    apiSecretKey: apiSecret,
    apiVersion,
    hostName: 'tidemark.invalid',
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, log: () => undefined },
    ...oauth,
  });
}
