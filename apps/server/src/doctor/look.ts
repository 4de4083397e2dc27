import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { backupFolder, backupsIn, checkSecurityLog, lookAtMirror, lookAtPostgres } from '@tidemark/mirror';
import { isRead, ShopifyError, type Shopify } from '@tidemark/shopify';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { accessOfSettings, connect, webhookAddress } from '../connect.ts';
import type { Finding } from './finding.ts';
import {
  copiedElsewhere,
  judgeBackups,
  judgeDatabase,
  judgeFolder,
  judgeMirror,
  judgeSecurityLog,
  type FolderFacts,
  type ServerWords,
} from './judge-machine.ts';
import {
  judgeClock,
  judgeConnection,
  judgeForSale,
  judgeLocations,
  judgeScopes,
  judgeWebhooks,
  type Answer,
  type ForSale,
  type WebhookFacts,
} from './judge-shop.ts';

/** How long anything may take to answer. */
const patienceMs = 20_000;

/** Looks at the shop of the settings, if there is one, as the server would, and changes nothing there ([A80]). */
export async function lookAtShop(config: Config, now: () => number): Promise<Finding[]> {
  const access = accessOfSettings(config);
  if (!access) return [];
  const shopify = connect(config, access, now);
  const described = await answerOf(signal => describe(shopify, signal));
  const clock = judgeClock(await aheadOf(config.apiOrigin ?? `https://${config.shop}`, now));
  // Where nobody answers, one finding says so.
  if (described.kind === 'failed') return [judgeConnection(described, config.isDemo), clock];
  return [
    judgeConnection(described, config.isDemo),
    judgeScopes(await answerOf(signal => shopify.scopes(signal)), config.orderDays),
    judgeLocations(
      await answerOf(async signal =>
        (await shopify.locations(signal)).filter(isRead).map(({ document }) => document),
      ),
    ),
    judgeForSale(await answerOf(signal => forSale(shopify, signal))),
    judgeWebhooks(await webhookFacts(shopify, config)),
    clock,
  ];
}

/** Looks at the folder of the mirror and what is in it, and changes nothing there ([A80]). */
export async function lookAtMachine(config: Config, now: number): Promise<Finding[]> {
  const { databaseUrl } = config;
  if (databaseUrl !== undefined) return lookAtDatabase(config, databaseUrl);
  const file = join(config.dataDir, 'mirror.sqlite');
  const mirror = lookAtMirror(file);
  const newest = backupsIn(backupFolder(config.dataDir)).at(-1);
  return [
    judgeFolder(folderFacts(config.dataDir, file)),
    judgeMirror(mirror, mirror.kind === 'owned' ? await serverWords(config) : undefined),
    judgeBackups(
      newest === undefined ? undefined : statSync(newest).mtimeMs,
      config,
      now,
      mirror.kind !== 'none',
    ),
    judgeSecurityLog(await checkSecurityLog(config.dataDir)),
  ];
}

async function lookAtDatabase(config: Config, url: string): Promise<Finding[]> {
  const mirror = await lookAtPostgres(url);
  return [
    judgeFolder(folderFacts(config.dataDir, config.dataDir)),
    judgeDatabase(mirror, mirror.kind === 'owned' ? await serverWords(config) : undefined),
    copiedElsewhere,
    judgeSecurityLog(await checkSecurityLog(config.dataDir)),
  ];
}

async function answerOf<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<Answer<T>> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    return { kind: 'answer', answer: await ask(signal) };
  } catch (error) {
    if (error instanceof ShopifyError)
      return { kind: 'failed', reason: error.reason, message: error.message };
    if (signal.aborted)
      return { kind: 'failed', reason: 'unreachable', message: `no answer within ${patienceMs / 1000} s` };
    throw error;
  }
}

async function webhookFacts(shopify: Shopify, { appUrl, isDemo }: Config): Promise<WebhookFacts | undefined> {
  if (appUrl === undefined) return undefined;
  const address = webhookAddress(appUrl);
  return {
    ...{ address, isDemo, reached: await reached(appUrl) },
    subscriptions: await answerOf(signal => shopify.subscriptionsSeen(address, signal)),
  };
}

async function describe(shopify: Shopify, signal: AbortSignal): Promise<string> {
  const settings = await shopify.settings(signal);
  if (!isRead(settings)) throw new ShopifyError('unexpected', settings.reason);
  const { name, currency, timeZone } = settings.document;
  return `${name} (${shopify.shop}), ${currency}, ${timeZone}`;
}

async function forSale(shopify: Shopify, signal: AbortSignal): Promise<ForSale> {
  const { kind } = await shopify.salesChannel(signal);
  return { channel: kind, products: await shopify.count('products', signal) };
}

/** How far this machine's clock is ahead of the host's, in milliseconds; undefined if it does not answer or tell. */
async function aheadOf(origin: string, now: () => number): Promise<number | undefined> {
  const response = await asked(origin);
  const told = Date.parse(response?.headers.get('date') ?? '');
  return Number.isNaN(told) ? undefined : now() - told;
}

async function reached(origin: string): Promise<WebhookFacts['reached']> {
  const response = await asked(`${origin.replace(/\/$/, '')}/readyz`);
  if (!response) return 'nothing';
  return readyAnswer.safeParse(await jsonOf(response)).success ? 'tidemark' : 'something-else';
}

const readyAnswer = z.object({ ok: z.literal(true) });
const healthAnswer = z.object({
  alarms: z.array(z.string()),
  shops: z.record(z.string(), z.object({ alarms: z.array(z.string()) })),
});

/** What the server at HOST and PORT says of itself; undefined if none answers. */
async function serverWords({
  host,
  port,
  monitoring,
}: Config): Promise<ServerWords | 'not-told' | undefined> {
  const token = typeof monitoring === 'object' ? monitoring.token : undefined;
  const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const response = await asked(
    `http://${at.includes(':') ? `[${at}]` : at}:${port}/healthz`,
    token === undefined ? {} : { authorization: `Bearer ${token}` },
  );
  if (!response) return undefined;
  const told = healthAnswer.safeParse(await jsonOf(response));
  if (!told.success) return 'not-told';
  return { alarms: [...told.data.alarms, ...Object.values(told.data.shops).flatMap(each => each.alarms)] };
}

function asked(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response | undefined> {
  return fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) }).catch(
    () => undefined,
  );
}

function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

function folderFacts(folder: string, file: string): FolderFacts {
  const exists = existsSync(folder);
  // Of a folder that is not there yet, the disk of the nearest one above counts.
  let place = resolve(folder);
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const fileOr0 = (path: string) => (existsSync(path) ? statSync(path).size : 0);
  return {
    ...{ folder, exists },
    isWritable: exists && isWritable(folder),
    isOpenToOthers: exists && process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0,
    freeBytes: bavail * bsize,
    mirrorBytes: fileOr0(file) + fileOr0(`${file}-wal`),
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
