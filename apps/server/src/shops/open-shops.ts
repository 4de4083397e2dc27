import { rmSync } from 'node:fs';
import type { IngestEvent } from '@tidemark/exchange';
import {
  backupFolder,
  backupsIn,
  type Connection,
  type Lease,
  type MirrorStore,
  type SecurityEvent,
} from '@tidemark/mirror';
import type { Shopify } from '@tidemark/shopify';
import type { Config } from '../config/config.ts';
import { accessOfSettings, connect, webhookAddress, type ShopAccess } from '../connect.ts';
import type { RequestFiles } from '../privacy/request-files.ts';
import type { CredentialBox } from './credential-box.ts';
import { ImportTurns } from './import-turns.ts';
import { readOwnerSettings, taxRatesOf } from './owner-settings.ts';
import { openRuntime, type ShopRuntime } from './shop-runtime.ts';
import { ShopRuntimes } from './shop-runtimes.ts';
import { storedCredentials } from './stored-access.ts';

/** First imports at once: each holds a part of a shop in memory. */
const mostImports = 2;

interface ShopsParts {
  readonly store: MirrorStore;
  readonly config: Config;
  readonly box: CredentialBox;
  /** Where Shopify and browsers reach this server; undefined: they do not. */
  readonly publicAddress: string | undefined;
  readonly requests: RequestFiles;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  readonly onTrouble: (shop: string, error: unknown) => void;
  /** Called with each connection when it is opened. */
  readonly onOpen: (shopify: Shopify) => void;
  /** Makes a backup now: those that there were are deleted when a shop's data are erased. */
  readonly backUp: () => Promise<void>;
  /** The lease of a shop; undefined: another process owns it. */
  readonly leaseOf: (shop: string) => Lease | undefined;
  /** Whether this process may act for a shop now. */
  readonly owns: (shop: string) => boolean;
}

/** All that is to run for the shops of this process; `begin` starts one. */
export function openShops(parts: ShopsParts): ShopRuntimes {
  const turns = new ImportTurns(mostImports);
  return new ShopRuntimes({
    open: async shop => {
      const lease = parts.leaseOf(shop);
      if (!lease) throw new Error(`another server owns ${shop}`);
      return openShopNow(parts, turns, lease);
    },
    now: parts.now,
    onTrouble: parts.onTrouble,
  });
}

/** The shops that are to run: that of the settings, and those that their owners connected. */
export async function shopsToRun(
  { connections }: Pick<MirrorStore, 'connections'>,
  config: Pick<Config, 'shop'>,
): Promise<readonly Connection[]> {
  const all = await connections.all();
  return all.filter(({ shop, source }) => source === 'oauth' || shop === config.shop);
}

async function openShopNow(parts: ShopsParts, turns: ImportTurns, lease: Lease): Promise<ShopRuntime> {
  const { store, config, requests, note, now, log } = parts;
  const { shop } = lease;
  const owned = store.owned(lease);
  // Whoever had the shop before took records, and is gone.
  await owned.records.free(shop);
  const connection = await store.connections.of(shop);
  if (!connection) throw new Error(`${shop} is not connected`);
  const { uninstalledAt } = connection;
  const access =
    connection.source === 'environment'
      ? accessOfSettings(config)
      : await accessOfOwner(parts, connection.credentials, shop, connection.settings);
  if (access?.shop !== shop) throw new Error(`the settings do not say how ${shop} lets the app in`);
  const shopify = connect(config, access, now);
  parts.onOpen(shopify);
  return openRuntime({
    ...{ shopify, store: owned, config, turns, now, log },
    owns: () => parts.owns(shop),
    left:
      uninstalledAt === undefined
        ? undefined
        : { at: uninstalledAt, reason: 'the app was uninstalled from the shop' },
    webhookAddress: parts.publicAddress === undefined ? undefined : webhookAddress(parts.publicAddress),
    keepRequest: request => requests.keep(shop, request),
    eraseCopies: async () => {
      for (const file of backupsIn(backupFolder(config.dataDir))) rmSync(file);
      requests.forgetOf(shop);
      // Other shops go on, and are not left without a backup.
      if ((await shopsToRun(store, config)).length > 0) await parts.backUp();
    },
    onLeft: async at => {
      // How the shop of the settings is let in is not stored: the next start tries it again.
      if (connection.source === 'environment') return true;
      const hasLeft = await store.connections.uninstalled(shop, at);
      if (hasLeft) note({ what: 'shop-left', shop });
      return hasLeft;
    },
  });
}

/** The access to a shop that its owner connected. One that the app has left has no credentials, and is asked nothing. */
async function accessOfOwner(
  { box, store }: ShopsParts,
  sealed: string,
  shop: string,
  text: string,
): Promise<ShopAccess> {
  const settings = readOwnerSettings(JSON.parse(text));
  return {
    shop,
    credentials:
      sealed === ''
        ? { kind: 'fixed', accessToken: 'none' }
        : await storedCredentials(box, store.connections, shop, sealed),
    taxRates: taxRatesOf(settings),
    publication: settings.publication === '' ? undefined : settings.publication,
  };
}
