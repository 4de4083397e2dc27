import type { Connections } from '@tidemark/mirror';
import { ShopifyError, type Credentials, type OfflineToken } from '@tidemark/shopify';
import { z } from 'zod';
import type { CredentialBox } from './credential-box.ts';

const accessSchema = z.union([
  z.object({
    kind: z.literal('offline'),
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresAt: z.number(),
  }),
  z.object({ kind: z.literal('fixed'), accessToken: z.string() }),
]);

/** What Shopify gave for a shop: a token that is renewed, or one that does not end. */
export type Access = OfflineToken | { readonly accessToken: string };

/** An access as it is stored. */
export function sealAccess(box: CredentialBox, shop: string, access: Access): string {
  const kind = 'refreshToken' in access ? 'offline' : 'fixed';
  return box.seal(shop, JSON.stringify({ kind, ...access }));
}

/**
 * The credentials of a connected shop. Each renewed pair is stored before it is used, and only if the shop was not
 * connected again meanwhile. What an earlier key sealed is sealed anew ([A90]).
 * @throws SealError if they cannot be read.
 */
export async function storedCredentials(
  box: CredentialBox,
  connections: Connections,
  shop: string,
  sealed: string,
): Promise<Credentials> {
  const access = accessSchema.parse(JSON.parse(box.open(shop, sealed)));
  let stored = sealed;
  const replace = async (newer: Access): Promise<boolean> => {
    const next = sealAccess(box, shop, newer);
    const isStored = await connections.renew(shop, stored, next);
    if (isStored) stored = next;
    return isStored;
  };
  if (!box.isCurrent(sealed)) await replace(access);
  if (access.kind === 'fixed') return access;
  return {
    kind: 'offline',
    token: access,
    save: async token => {
      if (await replace(token)) return;
      throw new ShopifyError('refused', 'the shop was connected again, or the app left it');
    },
  };
}
