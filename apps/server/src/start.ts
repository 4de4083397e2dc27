import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { IngestEvent } from '@tidemark/exchange';
import {
  backupFolder,
  keepPrivate,
  SecurityLog,
  type MirrorStore,
  type SecurityEvent,
  type Upgrade,
} from '@tidemark/mirror';
import { neededScopes, OAuth, type Shopify } from '@tidemark/shopify';
import { pino, type DestinationStream, type Logger } from 'pino';
import { createApp } from './app.ts';
import { employ } from './auth/staff.ts';
import { Backups } from './backups.ts';
import type { Config } from './config/config.ts';
import { simulatorOf } from './connect.ts';
import type { Connecting } from './deps.ts';
import { openShop } from './open-shop.ts';
import { openStore } from './open-store.ts';
import { RequestFiles } from './privacy/request-files.ts';
import { CredentialBox } from './shops/credential-box.ts';
import { keptSecret } from './shops/kept-secret.ts';
import { openOwners } from './shops/open-owners.ts';
import { openShops } from './shops/open-shops.ts';
import { secretsMark } from './shops/secrets-mark.ts';
import type { ShopOwner } from './shops/shop-owner.ts';
import type { ShopRuntimes } from './shops/shop-runtimes.ts';

const version = '0.1.0';

export interface RunningServer extends AsyncDisposable {
  readonly origin: string;
  /** What runs, by shop. */
  readonly shops: ShopRuntimes;
  readonly store: MirrorStore;
}

/**
 * Wires everything and listens. Dispose it to finish work in flight, close streams and stores, and stop. `logTo` gets the
 * log's lines; default: standard output.
 */
export async function startServer(config: Config, logTo?: DestinationStream): Promise<RunningServer> {
  const log = createLog(config.logLevel, logTo);
  const now = Date.now;
  keepPrivate(config.dataDir);
  const late: { owner?: ShopOwner } = {};
  const store = await openStore(config, {
    newEpoch: () => randomUUID().slice(0, 8),
    onTrouble: trouble => {
      if (trouble) log.error({ err: trouble }, 'nothing can be stored');
      else log.warn('the mirror stores again');
    },
    onListenerError: error => log.error({ err: error }, 'a listener of commits failed'),
    onUpgrade: upgrade => logUpgrade(log, upgrade),
    onNewHistory: () => {
      log.warn('the database was restored, or a standby promoted: tills compare what they hold');
      void late.owner?.beginAll();
    },
  });
  if (config.shop !== undefined) await openShop(store, config.shop, config.dataDir, now());
  const securityLog = new SecurityLog({
    ...{ folder: config.dataDir, now },
    onTrouble: trouble => {
      if (trouble) log.error({ err: trouble }, 'the security log cannot be written');
      else log.warn('the security log is written again');
    },
  });
  const note = (event: SecurityEvent): void => securityLog.note(event);
  const secret = sessionSecret(config);
  if (config.shop !== undefined) await employ(store.register, config.shop, config.staff, secret, note, now());
  const httpServer = createServer();
  const origin = await listen(httpServer, config.port, config.host);
  const publicAddress = config.isDemo && config.port === 0 ? origin : config.appUrl;
  const requests = new RequestFiles(config.dataDir, now);
  const backups = new Backups({
    folder: backupFolder(config.dataDir),
    everyHours: config.backupHours,
    // PostgreSQL is copied by its own means.
    kept: config.databaseUrl === undefined ? config.backupsKept : 0,
    backUp: to => store.backUp(to),
    now,
    log: outcome => {
      if ('error' in outcome) log.error({ err: outcome.error }, 'backup failed');
      else log.info(outcome, 'backed up');
    },
  });
  const keys = encryptionKeys(config);
  const box = new CredentialBox(keys);
  const shops = openShops({
    ...{ store, config, box, publicAddress, requests, note, now },
    log: event => logEvent(log, event),
    onTrouble: (shop, error) => log.error({ err: error, shop }, 'the shop cannot be started'),
    onOpen: shopify => logChannel(log, shopify),
    backUp: () => backups.look(),
    leaseOf: shop => late.owner?.leaseOf(shop),
    owns: shop => late.owner?.owns(shop) ?? false,
  });
  const owners = openOwners({ store, config, shops, log, now, secrets: secretsMark(secret, keys) });
  late.owner = owners.owner;
  const { app, streams } = createApp({
    mirror: store.mirror,
    records: store.records,
    inbox: store.inbox,
    register: store.register,
    storeTrouble: () => store.trouble(),
    newLimiter: store.newLimiter,
    securityLog,
    shops: {
      serves: shop => owners.owner.serves(shop),
      troubles: shops.troubles,
      otherServers: () => owners.owner.others,
    },
    connecting: connecting(config, publicAddress, {
      ...{ store, box },
      shops: {
        ingests: owners.anywhere.ingests,
        troubles: shops.troubles,
        begin: shop => owners.owner.begin(shop),
      },
    }),
    ingests: shops.ingests,
    submits: shops.submits,
    anywhere: owners.anywhere,
    watch: shop => store.watch(shop),
    webhookSecrets: config.webhookSecrets,
    publicAddress,
    trustProxy: config.trustProxy,
    monitoring: config.monitoring,
    sessionSecret: secret,
    lock: config.lock,
    language: config.language,
    blockedTills: config.blockedTills,
    hostNames: config.hostNames,
    corsOrigins: config.corsOrigins,
    allowLocalOrigins: config.isDemo,
    imageOrigin: config.apiOrigin,
    posFolder: config.posDir ?? fileURLToPath(new URL('../../pos/dist', import.meta.url)),
    version,
    now,
    log,
  });
  httpServer.on('request', app);
  void securityLog.check();
  const dispose = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => httpServer.close(() => resolve()));
    streams[Symbol.dispose]();
    httpServer.closeIdleConnections();
    await owners[Symbol.asyncDispose]();
    await shops[Symbol.asyncDispose]();
    const late = setTimeout(() => httpServer.closeAllConnections(), 5000);
    await closed;
    requests[Symbol.dispose]();
    await backups[Symbol.asyncDispose]();
    clearTimeout(late);
    await securityLog[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  try {
    await owners.owner.start();
  } catch (error) {
    await dispose();
    throw error;
  }
  securityLog.note({ what: 'server-started', version });
  const running = [...shops.ingests.keys(), ...shops.troubles.keys()];
  log.info({ origin, shops: running.length, ...(running.length === 1 && { shop: running[0] }) }, 'listening');
  return {
    origin,
    shops,
    store,
    [Symbol.asyncDispose]: dispose,
  };
}

function createLog(level: string, logTo: DestinationStream | undefined): Logger {
  const redact = ['req.headers.authorization', '*.token', '*.pin', '*.pinHash', '*.accessToken'];
  return logTo ? pino({ level, redact }, logTo) : pino({ level, redact });
}

/** Logs an upgrade: for a large shop it takes minutes, during which no request is answered. */
function logUpgrade(log: Logger, upgrade: Upgrade): void {
  if (upgrade.step === 'failed')
    log.warn({ err: upgrade.error }, 'the file of the mirror stays larger than it need be');
  else log.info(upgrade, 'the mirror is brought to this version');
}

function logEvent(log: Logger, { name, ...facts }: IngestEvent): void {
  if (/failed|parked|quarantined|skipped|repaired|lost|refused|unanswered/.test(name)) log.warn(facts, name);
  else if (name === 'import-progress' || name === 'drained') log.debug(facts, name);
  else log.info(facts, name);
}

/** The given secret, or one created once and kept beside the data. */
function sessionSecret({ sessionSecret: given, dataDir }: Config): Uint8Array {
  return new TextEncoder().encode(given ?? keptSecret(dataDir, 'session-secret', 48));
}

/** The given keys, or one created once and kept beside the data. */
function encryptionKeys({ encryptionKeys: given, dataDir }: Config): readonly Uint8Array[] {
  const keys = given ?? [keptSecret(dataDir, 'encryption-key', 32)];
  return keys.map(each => Buffer.from(each, 'base64'));
}

/** Undefined where no shop may be connected, or nobody can come back from Shopify. */
function connecting(
  config: Config,
  publicAddress: string | undefined,
  { store, box, shops }: Pick<Connecting, 'box' | 'shops'> & { readonly store: MirrorStore },
): Connecting | undefined {
  const { mayConnect } = config;
  if (mayConnect === undefined || publicAddress === undefined) return undefined;
  const needed = neededScopes(config.orderDays);
  const simulator = simulatorOf(config);
  return {
    oauth: new OAuth({
      ...{ apiKey: config.apiKey, apiSecret: config.apiSecret, appUrl: publicAddress, now: Date.now },
      scopes: needed.map(({ scope }) => scope),
      ...(simulator === undefined ? {} : { apiOrigin: simulator }),
    }),
    ...{ connections: store.connections, box, shops, needed },
    mayConnect: shop => mayConnect === 'any' || mayConnect.has(shop),
    refusesWeakPins: !config.isDemo,
  };
}

function logChannel(log: Logger, shopify: Shopify): void {
  if (shopify.health().left) return;
  void shopify.salesChannel().then(
    channel => {
      const facts = { shop: shopify.shop, ...channel };
      if (channel.kind === 'every')
        log.warn(facts, 'every active product is for sale: the Point of Sale channel is not known');
      else log.info(facts, 'products of this sales channel are for sale');
    },
    // Ingest meets the same trouble, reports it and tries again.
    () => undefined,
  );
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(
        `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${typeof address === 'object' && address ? address.port : port}`,
      );
    });
  });
}
