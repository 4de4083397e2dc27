import { withBulkFile, type BulkMemory, type RunningBulk } from './bulk.ts';
import { commitFile } from './import.ts';
import { markReadAs, productsReadAs, productsWereReadAs } from './read-as.ts';
import type { Source } from '../source.ts';
import { storedJson } from '../stored-json.ts';

/** The name under which the mirror keeps how far a reread of all products is. */
const stateName = 'reread:products';

interface Reading extends RunningBulk {
  readonly readAs: string;
}

/**
 * [E32] Reads all products again if the mirror has them in another form: Shopify has not changed them, so nothing else
 * would read them. Runs beside everything else, and resumes after a restart. Never rejects: the next call retries a
 * failure.
 */
export async function rereadProducts(source: Source, pause: () => Promise<void>): Promise<void> {
  const { shopify, log, signal } = source;
  try {
    const readAs = await productsReadAs(source);
    if ((await productsWereReadAs(source)) === readAs) return;
    log({ name: 'reread-started', shop: shopify.shop, collection: 'products', readAs });
    const documents = await reread(source, readAs, pause);
    log({ name: 'reread-finished', shop: shopify.shop, collection: 'products', documents });
  } catch (error) {
    if (!signal.aborted) log({ name: 'reread-failed', shop: shopify.shop, error: String(error) });
  }
}

async function reread(source: Source, readAs: string, pause: () => Promise<void>): Promise<number> {
  const { mirror, shopify } = source;
  const save = (running: RunningBulk | undefined) =>
    mirror.setWatermark(shopify.shop, {
      resource: stateName,
      value: running ? JSON.stringify({ ...running, readAs } satisfies Reading) : '',
    });
  const memory: BulkMemory = {
    // A reread begun for another form starts over.
    load: async () => {
      const text = await mirror.watermark(shopify.shop, stateName);
      const running = storedJson<Reading>(text);
      return running?.readAs === readAs ? running : undefined;
    },
    save,
  };
  let documents = 0;
  await withBulkFile(source, 'products', memory, pause, async (url, running) => {
    if (url !== undefined) await commitFile(source, 'products', url, running, items => (documents += items));
  });
  await markReadAs(source, readAs);
  await save(undefined);
  return documents;
}
