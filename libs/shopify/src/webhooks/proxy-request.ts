import { InvalidHmacError } from '@shopify/shopify-api';
import { openLibrary } from '../transport/library.ts';

/** Whether a request came through Shopify's app proxy, and from which shop's pages. */
export type ProxyVerdict = { readonly ok: true; readonly shop: string } | { readonly ok: false };

/** Judges the query of a request to the app proxy's address. */
export type VerifyProxied = (query: URLSearchParams) => Promise<ProxyVerdict>;

/**
 * The parameters that Shopify adds to every request, each once. `logged_in_customer_id` is empty if no customer is
 * signed in.
 */
const added = ['shop', 'path_prefix', 'timestamp', 'logged_in_customer_id', 'signature'] as const;

/**
 * Shopify's library checks the signature in constant time, and that the time is at most 90 seconds off. Any of
 * `secrets` may have signed.
 *
 * A signature proves that the *shop* sent the visitor, not who the visitor is: it joins names and values without
 * separators, so a visitor can choose parameters that read as another `logged_in_customer_id`. Never give a visitor
 * anything because of that number.
 */
export function proxyVerifier(secrets: readonly string[]): VerifyProxied {
  const libraries = secrets.map(secret => openLibrary(secret));
  return async query => {
    if (added.some(name => query.getAll(name).length !== 1)) return { ok: false };
    for (const { utils } of libraries)
      if (await isSigned(() => utils.validateHmac(query, { signator: 'appProxy' })))
        return { ok: true, shop: query.get('shop') ?? '' };
    return { ok: false };
  };
}

/**
 * Runs a check: the library returns false for a wrong signature, and throws if it cannot be checked or has another
 * time.
 */
async function isSigned(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof InvalidHmacError) return false;
    throw error;
  }
}
