import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openIngest, openSubmit, type Ingest, type IngestEvent, type Submit } from '@tidemark/exchange';
import {
  backupFolder,
  backupsIn,
  keepPrivate,
  openSqliteMirror,
  SecurityLog,
  type MirrorStore,
  type SecurityEvent,
  type Upgrade,
} from '@tidemark/mirror';
import { pino, type DestinationStream, type Logger } from 'pino';
import { createApp } from './app.ts';
import { Backups } from './backups.ts';
import type { Config } from './config/config.ts';
import { connect, webhookAddress } from './connect.ts';
import { openShop } from './open-shop.ts';
import { RequestFiles } from './privacy/request-files.ts';
import { employ } from './auth/staff.ts';

const version = '0.1.0';

export interface RunningServer extends AsyncDisposable {
  readonly origin: string;
  readonly ingest: Ingest;
  readonly submit: Submit;
  readonly store: MirrorStore;
}

/**
 * Wires everything and listens. Dispose it to finish work in flight, close streams and stores, and stop. `logTo` gets the
 * log's lines; default: standard output.
 */
export async function startServer(config: Config, logTo?: DestinationStream): Promise<RunningServer> {
  const log = createLog(config.logLevel, logTo);
  keepPrivate(config.dataDir);
  const store = await openSqliteMirror({
    file: join(config.dataDir, 'mirror.sqlite'),
    newEpoch: () => randomUUID().slice(0, 8),
    onTrouble: trouble => {
      if (trouble) log.error({ err: trouble }, 'nothing can be stored');
      else log.warn('the mirror stores again');
    },
    onListenerError: error => log.error({ err: error }, 'a listener of commits failed'),
    onUpgrade: upgrade => logUpgrade(log, upgrade),
  });
  await openShop(store, config);
  const now = Date.now;
  const securityLog = new SecurityLog({
    ...{ folder: config.dataDir, now },
    onTrouble: trouble => {
      if (trouble) log.error({ err: trouble }, 'the security log cannot be written');
      else log.warn('the security log is written again');
    },
  });
  const noteChange = (event: SecurityEvent): void => securityLog.note(event);
  const secret = sessionSecret(config);
  await employ(store.register, config.shop, config.staff, secret, noteChange, now());
  const shopify = connect(config, now);
  const httpServer = createServer();
  const origin = await listen(httpServer, config.port, config.host);
  const publicAddress = config.isDemo && config.port === 0 ? origin : config.appUrl;
  const requests = new RequestFiles(config.dataDir, now);
  const ingest = openIngest({
    privacy: store.privacy,
    keepRequest: request => requests.keep(request),
    eraseCopies: async () => {
      for (const file of backupsIn(backupFolder(config.dataDir))) rmSync(file);
      requests.forgetAll();
    },
    shopify,
    mirror: store.mirror,
    records: store.records,
    inbox: store.inbox,
    findings: store.findings,
    intervalMinutes: config.intervalMinutes,
    recordDays: config.recordDays,
    auditHour: config.auditHour,
    timeZone: config.timeZone,
    now,
    log: event => logEvent(log, event),
    bulkPollMs: config.isDemo ? 100 : 2000,
    ...(publicAddress === undefined ? {} : { webhookAddress: webhookAddress(publicAddress) }),
  });
  const submit = openSubmit({
    ...{ shopify, now, mirror: store.mirror, records: store.records },
    ...{ inbox: store.inbox, findings: store.findings, random: Math.random },
    log: event => logEvent(log, event),
    ...(config.ordersPerMinute === undefined ? {} : { ordersPerMinute: config.ordersPerMinute }),
  });
  const { app, streams } = createApp({
    mirror: store.mirror,
    records: store.records,
    inbox: store.inbox,
    register: store.register,
    storeTrouble: () => store.trouble(),
    securityLog,
    ingests: new Map([[config.shop, ingest]]),
    submits: new Map([[config.shop, submit]]),
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
  const backups = new Backups({
    folder: backupFolder(config.dataDir),
    everyHours: config.backupHours,
    kept: config.backupsKept,
    backUp: to => store.backUp(to),
    now,
    log: outcome => {
      if ('error' in outcome) log.error({ err: outcome.error }, 'backup failed');
      else log.info(outcome, 'backed up');
    },
  });
  void securityLog.check();
  ingest.start();
  void shopify.salesChannel().then(
    channel => {
      if (channel.kind === 'every')
        log.warn(channel, 'every active product is for sale: the Point of Sale channel is not known');
      else log.info(channel, 'products of this sales channel are for sale');
    },
    // Ingest meets the same trouble, reports it and tries again.
    () => undefined,
  );
  submit.start();
  securityLog.note({ what: 'server-started', version });
  log.info({ origin, shop: config.shop }, 'listening');
  return {
    origin,
    ingest,
    submit,
    store,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => httpServer.close(() => resolve()));
      streams[Symbol.dispose]();
      httpServer.closeIdleConnections();
      await submit[Symbol.asyncDispose]();
      await ingest[Symbol.asyncDispose]();
      const late = setTimeout(() => httpServer.closeAllConnections(), 5000);
      await closed;
      requests[Symbol.dispose]();
      await backups[Symbol.asyncDispose]();
      clearTimeout(late);
      await securityLog[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
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
  const file = join(dataDir, 'session-secret');
  if (given === undefined && !existsSync(file))
    writeFileSync(file, randomBytes(48).toString('base64'), { mode: 0o600 });
  return new TextEncoder().encode(given ?? readFileSync(file, 'utf8'));
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
