import { defaultLock, languageSchema, type LockRules } from '@tidemark/protocol';
import { isRole, roles, type Role, type TaxRate } from '@tidemark/schema';
import { z } from 'zod';
import { trustProxySchema, type TrustProxy } from './trust-proxy.ts';
import type { Monitoring } from '../metrics/monitoring.ts';
import { isWeakPin } from '../auth/pin.ts';
import { parseTaxRates } from './tax-rates.ts';

const port = z.coerce.number().int().min(0).max(65_535);
/** 32 bytes as base64, as `openssl rand -base64 32` makes them. */
const encryptionKey = z
  .string()
  .refine(
    text => /^[A-Za-z0-9+/]{43}=$/.test(text),
    'must be 32 bytes as base64. Make one with: openssl rand -base64 32',
  );
const shopName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'must be like your-shop.myshopify.com');

/** A Node timer fires at once if it should wait longer than 2^31 milliseconds. */
const mostHours = 500;

const environment = z.object({
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .refine(isPostgres, 'must be like postgres://user:password@host/database')
    .optional(),
  LEASE_SECONDS: z.coerce.number().min(1, 'must be at least 1').max(3_600).default(30),
  APP_URL: z.url().optional(),
  SESSION_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  SYNC_INTERVAL_MINUTES: z.coerce.number().positive().max(10_080).default(30),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TRUST_PROXY: trustProxySchema.optional(),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform(listed)
    .superRefine((origins, context) => {
      for (const each of origins.filter(origin => !isOrigin(origin)))
        context.addIssue({
          code: 'custom',
          message: `"${each.slice(0, 100)}" is not an origin; write https://www.your-shop.example, without a path or a slash at the end`,
        });
    }),
  STAFF: z
    .string()
    .regex(
      /^[^:,]+:\d{4,12}(:[^:,]*)?(,[^:,]+:\d{4,12}(:[^:,]*)?)*$/,
      'must be like anna:4711,ben:0815:cashier',
    )
    .superRefine((text, context) => {
      for (const [, , role] of text.split(',').map(each => each.split(':')))
        if (role !== undefined && !isRole(role))
          context.addIssue({
            code: 'custom',
            message: `"${role.slice(0, 60)}" is no role. Roles are ${roles.join(', ')}; whoever has none is a manager`,
          });
    })
    .optional(),
  SHOPIFY_SHOP: shopName.optional(),
  CONNECT_SHOPS: z
    .string()
    .optional()
    .refine(
      text =>
        text === undefined || text === 'any' || listed(text).every(name => shopName.safeParse(name).success),
      'must be "any", or shops like your-shop.myshopify.com with commas between',
    ),
  ENCRYPTION_KEY: encryptionKey.optional(),
  ENCRYPTION_KEY_PREVIOUS: encryptionKey.optional(),
  SHOPIFY_API_KEY: z.string().min(1).optional(),
  SHOPIFY_API_SECRET: z.string().min(1).optional(),
  SHOPIFY_API_SECRET_PREVIOUS: z.string().min(1).optional(),
  SHOPIFY_PUBLICATION: z.string().regex(/^\d+$/, 'must be the number at the end of its gid').optional(),
  ORDER_DAYS: z.coerce.number().int().min(1).default(60),
  RECORD_DAYS: z.coerce.number().int().min(0).max(36_500).default(90),
  AUDIT_HOUR: z.coerce.number().int().min(0).max(23).default(3),
  AUDIT_TIME_ZONE: z.string().default('UTC').refine(isTimeZone, 'must be an IANA time zone'),
  BACKUP_HOURS: z.coerce.number().positive().max(mostHours, `must be at most ${mostHours}`).default(24),
  BACKUPS_KEPT: z.coerce.number().int().min(0).default(3),
  TAX_RATES: z
    .string()
    .optional()
    .superRefine((text, context) => {
      try {
        parseTaxRates(text ?? '');
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
      }
    }),
  ORDERS_PER_MINUTE: z.coerce.number().int().min(1).optional(),
  LOCK_MINUTES: z.coerce.number().int().min(0).max(1_440).default(defaultLock.idleMinutes),
  OFFLINE_DAYS: z.coerce.number().int().min(1).max(365).default(defaultLock.offlineDays),
  BLOCKED_TILLS: z
    .string()
    .default('')
    .transform(listed)
    .refine(
      ids => ids.every(id => /^[A-Za-z0-9-]{8,64}$/.test(id)),
      'must be ids of tills, with commas between',
    ),
  SHOP_LANGUAGE: z.optional(languageSchema),
  HOST_NAMES: z
    .string()
    .default('')
    .transform(text => listed(text.toLowerCase()))
    .refine(
      names => names.every(name => /^[a-z0-9.-]{1,253}$/.test(name)),
      'must be names of hosts, with commas between',
    ),
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more').optional(),
  SHOPIFY_ADMIN_TOKEN: z.string().min(1).optional(),
  SHOPIFY_API_ORIGIN: z.url().optional(),
  POS_DIR: z.string().min(1).optional(),
});

/** Whom the setting `STAFF` names; without a role they are managers. */
export interface StaffOfSettings {
  readonly name: string;
  readonly pin: string;
  readonly role?: Role;
}

/** All settings from outside. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The PostgreSQL database of the mirror; undefined: it is an SQLite file in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** How long after a server of a shared database fell silent another one takes its shops. */
  readonly leaseMs: number;
  /** The address at which Shopify reaches this server; undefined: none, so there are no webhooks. */
  readonly appUrl: string | undefined;
  /** Undefined: created once and kept in the data directory. */
  readonly sessionSecret: string | undefined;
  readonly intervalMinutes: number;
  readonly logLevel: string;
  /** Pages of these origins may hold elements and use the API. */
  /** How many proxies stand in front of this server, or which. */
  readonly trustProxy: TrustProxy | undefined;
  readonly corsOrigins: readonly string[];
  readonly staff: readonly StaffOfSettings[];
  /** The shop of the settings; undefined: only shops that their owners connect are served. */
  readonly shop: string | undefined;
  /** Whose owners may connect them; undefined: nobody may. */
  readonly mayConnect: 'any' | ReadonlySet<string> | undefined;
  /** Encrypts the credentials of connected shops, the present key first; undefined: one is made and kept beside the data. */
  readonly encryptionKeys: readonly string[] | undefined;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly adminToken: string | undefined;
  /** Any of these may have signed a webhook: for an hour after a rotation, Shopify uses the previous one. */
  readonly webhookSecrets: readonly string[];
  /** The sales channel whose products are for sale here, by number; undefined: every channel's. */
  readonly publication: string | undefined;
  /** How many days of orders are mirrored. */
  readonly orderDays: number;
  /** How many days of settled records tills have; 0: all. */
  readonly recordDays: number;
  /** The taxes that tills add to a taxable line, or that its price includes. */
  readonly taxRates: readonly TaxRate[];
  /** The most orders made in a minute; undefined: as many as Shopify takes. */
  readonly ordersPerMinute: number | undefined;
  /** The hour, on the clock of `timeZone`, of the daily audit. */
  readonly auditHour: number;
  readonly timeZone: string;
  /** How often the mirror is backed up, and how many backups are kept; 0: none are made. */
  readonly backupHours: number;
  readonly backupsKept: number;
  /** A simulator's origin, instead of the shop's own. */
  readonly apiOrigin: string | undefined;
  /** A built till other than this repository's. */
  readonly posDir: string | undefined;
  /** Who may read metrics and the full health page. */
  readonly monitoring: Monitoring;
  /** When tills lock themselves. */
  readonly lock: LockRules;
  /** The shop's language, by its BCP 47 tag; undefined: each till's own. */
  readonly language: string | undefined;
  /** Blocked tills, by id. */
  readonly blockedTills: ReadonlySet<string>;
  /** Names by which tills reach this server, beside the one in `appUrl`. */
  readonly hostNames: readonly string[];
  readonly isDemo: boolean;
}

/** Reads the environment. @throws Error that names the wrong variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const given = parsed.data;
  const isDemo = given.SHOPIFY_SHOP === undefined && given.CONNECT_SHOPS === undefined;
  if (!isDemo) requireForRealShop(given);
  if (given.ENCRYPTION_KEY_PREVIOUS !== undefined && given.ENCRYPTION_KEY === undefined)
    throw new Error('ENCRYPTION_KEY: needed with ENCRYPTION_KEY_PREVIOUS');
  const staff = staffIn(given.STAFF ?? (isDemo ? 'demo:1234' : ''));
  if (!isDemo) refuseWeakPins(staff);
  const origin = isDemo
    ? `http://${given.HOST === '0.0.0.0' ? '127.0.0.1' : given.HOST}:${given.PORT}`
    : undefined;
  return {
    port: given.PORT,
    host: given.HOST,
    dataDir: given.DATA_DIR,
    databaseUrl: given.DATABASE_URL,
    leaseMs: given.LEASE_SECONDS * 1000,
    appUrl: given.APP_URL ?? origin,
    sessionSecret: given.SESSION_SECRET,
    intervalMinutes: given.SYNC_INTERVAL_MINUTES,
    logLevel: given.LOG_LEVEL,
    trustProxy: given.TRUST_PROXY,
    corsOrigins: given.CORS_ORIGINS,
    staff,
    shop: given.SHOPIFY_SHOP ?? (isDemo ? 'tidemark-demo.myshopify.com' : undefined),
    mayConnect: mayConnect(given.CONNECT_SHOPS ?? (isDemo ? 'any' : undefined)),
    encryptionKeys:
      given.ENCRYPTION_KEY === undefined
        ? undefined
        : [given.ENCRYPTION_KEY, given.ENCRYPTION_KEY_PREVIOUS].filter(each => each !== undefined),
    apiKey: given.SHOPIFY_API_KEY ?? 'demo-key',
    apiSecret: given.SHOPIFY_API_SECRET ?? 'demo-secret',
    adminToken: given.SHOPIFY_ADMIN_TOKEN,
    webhookSecrets: [given.SHOPIFY_API_SECRET ?? 'demo-secret', given.SHOPIFY_API_SECRET_PREVIOUS].filter(
      each => each !== undefined,
    ),
    publication: given.SHOPIFY_PUBLICATION,
    orderDays: given.ORDER_DAYS,
    recordDays: given.RECORD_DAYS,
    taxRates: parseTaxRates(given.TAX_RATES ?? (isDemo ? 'VAT:0.21' : '')),
    ordersPerMinute: given.ORDERS_PER_MINUTE,
    auditHour: given.AUDIT_HOUR,
    timeZone: given.AUDIT_TIME_ZONE,
    backupHours: given.BACKUP_HOURS,
    backupsKept: given.BACKUPS_KEPT,
    apiOrigin: given.SHOPIFY_API_ORIGIN ?? (isDemo ? 'http://127.0.0.1:4001' : undefined),
    posDir: given.POS_DIR,
    monitoring:
      given.METRICS_TOKEN === undefined ? (isDemo ? 'open' : undefined) : { token: given.METRICS_TOKEN },
    lock: { idleMinutes: given.LOCK_MINUTES, offlineDays: given.OFFLINE_DAYS },
    language: given.SHOP_LANGUAGE,
    blockedTills: new Set(given.BLOCKED_TILLS),
    hostNames: given.HOST_NAMES,
    isDemo,
  };
}

function mayConnect(text: string | undefined): Config['mayConnect'] {
  return text === undefined || text === 'any' ? text : new Set(listed(text));
}

function staffIn(text: string): Config['staff'] {
  return text
    .split(',')
    .filter(each => each !== '')
    .map(each => {
      const [name = '', pin = '', role] = each.split(':');
      return { name, pin, ...(isRole(role) ? { role } : {}) };
    });
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}

function isPostgres(text: string): boolean {
  const { protocol, pathname = '/' } = URL.parse(text) ?? {};
  return (protocol === 'postgres:' || protocol === 'postgresql:') && pathname.length > 1;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Outside of the demo, refuses PINs that are easy to guess. */
function refuseWeakPins(staff: Config['staff']): void {
  const weak = staff.filter(each => isWeakPin(each.pin)).map(each => each.name);
  if (weak.length > 0)
    throw new Error(
      `STAFF: the PIN of ${weak.join(', ')} is among the first that anybody tries (one digit repeated, or digits in a row). Choose another.`,
    );
}

/** A secret with fewer different characters is too weak. */
const leastVariety = 10;

function requireForRealShop(given: z.infer<typeof environment>): void {
  if (given.SESSION_SECRET !== undefined && new Set(given.SESSION_SECRET).size < leastVariety)
    throw new Error(
      `SESSION_SECRET: has fewer than ${leastVariety} different characters. Make one with: openssl rand -base64 32`,
    );

  const hasShop = given.SHOPIFY_SHOP !== undefined;
  const missing = (name: keyof typeof given) => given[name] === undefined;
  const troubles = [
    ...(['SESSION_SECRET', 'SHOPIFY_API_SECRET'] as const)
      .filter(missing)
      .map(name => `${name}: needed with ${hasShop ? 'SHOPIFY_SHOP' : 'CONNECT_SHOPS'}`),
    ...(hasShop && missing('STAFF') ? ['STAFF: needed with SHOPIFY_SHOP'] : []),
    ...(hasShop && missing('SHOPIFY_ADMIN_TOKEN') && missing('SHOPIFY_API_KEY')
      ? ['SHOPIFY_API_KEY: needed with SHOPIFY_SHOP, unless there is a SHOPIFY_ADMIN_TOKEN']
      : []),
    ...(!missing('CONNECT_SHOPS')
      ? (['SHOPIFY_API_KEY', 'APP_URL'] as const)
          .filter(missing)
          .map(name => `${name}: needed with CONNECT_SHOPS`)
      : []),
    ...(!hasShop && !missing('STAFF')
      ? ['STAFF: needs SHOPIFY_SHOP. The owner of a connected shop names its staff on the page /owner/']
      : []),
  ];
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
}
