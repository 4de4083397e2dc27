import type { MirrorStore } from '@tidemark/mirror';
import { ProtocolError } from '@tidemark/protocol';

/**
 * Registers the shop of the settings.
 * @throws Error that says what happened and how to go on, if the shop's data were erased here at its request.
 */
export async function openShop(
  store: Pick<MirrorStore, 'register' | 'connections' | typeof Symbol.asyncDispose>,
  shop: string,
  dataDir: string,
  now: number,
): Promise<void> {
  try {
    await store.register.addShop(shop);
    const known = await store.connections.of(shop);
    // Where it is connected already, a start is no new connection: what other servers run for it goes on.
    if (known?.source === 'environment' && known.uninstalledAt === undefined) return;
    await store.connections.connect({
      ...{ shop, source: 'environment', credentials: '', scopes: [] },
      connectedAt: now,
    });
  } catch (error) {
    // Another start must not find the file owned.
    await store[Symbol.asyncDispose]();
    if (!(error instanceof ProtocolError) || error.code !== 'not-found') throw error;
    throw new Error(erasedWords(shop, dataDir), { cause: error });
  }
}

function erasedWords(shop: string, dataDir: string): string {
  return [
    `All data of ${shop} in ${dataDir} were erased, because Shopify asked for it (shop/redact) after the app had left the shop.`,
    'A restart does not help: this folder serves the shop no more.',
    '',
    'If the shop uses the app again:',
    `1. Set DATA_DIR to an empty folder, or move ${dataDir} away. Do not copy anything of it into the new one.`,
    '2. Start the server. It reads the shop from Shopify, as at the first start.',
    '3. Sign in again on each till. What a till holds of its sales, sent or not, it sends again.',
    '',
    'If the shop does not, stop this server, and delete the folder.',
  ].join('\n');
}
