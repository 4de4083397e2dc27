import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const realShop = {
  SHOPIFY_SHOP: 'a.myshopify.com',
  SHOPIFY_API_KEY: 'k',
  SHOPIFY_API_SECRET: 's',
  SESSION_SECRET: 'q8Jm3vT1xZk5Lw9Rb7Nc2Hd4Fg6Sp0Ya',
  STAFF: 'anna:4711',
};

test('[A13] nothing set is the demo', () => {
  expect(readConfig({})).toMatchObject({
    port: 4000,
    isDemo: true,
    shop: 'tidemark-demo.myshopify.com',
    staff: [{ name: 'demo', pin: '1234' }],
    taxRates: [{ title: 'VAT', rate: 0.21 }],
    recordDays: 90,
  });
  expect(readConfig({ RECORD_DAYS: '0' }).recordDays).toBe(0);
});

test.each([
  [{ PORT: 'many' }, 'PORT'],
  [{ SYNC_INTERVAL_MINUTES: '0' }, 'SYNC_INTERVAL_MINUTES'],
  [{ SYNC_INTERVAL_MINUTES: '99999' }, 'SYNC_INTERVAL_MINUTES'],
  [{ RECORD_DAYS: '-1' }, 'RECORD_DAYS'],
  [{ RECORD_DAYS: '1.5' }, 'RECORD_DAYS'],
  [{ BACKUP_HOURS: '0' }, 'BACKUP_HOURS'],
  [{ BACKUPS_KEPT: '-1' }, 'BACKUPS_KEPT'],
  [{ LOCK_MINUTES: '-1' }, 'LOCK_MINUTES'],
  [{ OFFLINE_DAYS: '0' }, 'OFFLINE_DAYS'],
  [{ SHOP_LANGUAGE: 'German' }, 'SHOP_LANGUAGE'],
  [{ BLOCKED_TILLS: 'till 1' }, 'BLOCKED_TILLS'],
  [{ DATABASE_URL: 'postgres://x' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'data/mirror.sqlite' }, 'DATABASE_URL'],
  [{ SHOPIFY_SHOP: 'shop.example' }, 'SHOPIFY_SHOP'],
  [{ SHOPIFY_SHOP: 'a.myshopify.com' }, 'SHOPIFY_API_KEY'],
  [{ SHOPIFY_SHOP: 'a.myshopify.com', SHOPIFY_API_KEY: 'k' }, 'SESSION_SECRET'],
  [{ STAFF: 'anna' }, 'STAFF'],
  [{ STAFF: 'anna:4711:cashir' }, 'STAFF: "cashir" is no role. Roles are cashier, manager, owner'],
  [{ STAFF: 'anna:4711:' }, 'STAFF: "" is no role'],
  [{ STAFF: 'anna:4711:cashier:x' }, 'STAFF'],
  [{ ...realShop, STAFF: 'anna:1234:cashier' }, 'anna'],
  [{ ...realShop, STAFF: 'anna:1234' }, 'anna'],
  [{ ...realShop, STAFF: 'anna:4711,ben:0000' }, 'ben'],
  [{ ...realShop, SESSION_SECRET: 'abababababababababababababababab' }, 'SESSION_SECRET'],
  [{ BACKUP_HOURS: '600' }, 'BACKUP_HOURS'],
  [{ TAX_RATES: 'VAT' }, 'TAX_RATES'],
  [{ TAX_RATES: 'VAT:21' }, 'TAX_RATES'],
  [{ TAX_RATES: 'VAT:0.6,City:0.6' }, 'TAX_RATES'],
  [{ TAX_RATES: 'VAT:0.12345678' }, 'TAX_RATES'],
  [{ TAX_RATES: 'VAT:0.21,VAT:0.1' }, 'TAX_RATES'],
  [{ ORDERS_PER_MINUTE: '0' }, 'ORDERS_PER_MINUTE'],
  [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: '*' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: '-1' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: '10.0.0.1, proxy.example' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: '0.0.0.0/0' }, 'TRUST_PROXY'],
  [{ CORS_ORIGINS: 'shop.example' }, 'CORS_ORIGINS'],
  [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
  [{ CORS_ORIGINS: 'https://shop.example/' }, 'CORS_ORIGINS'],
  [{ CORS_ORIGINS: 'https://good.example, https://shop.example/page' }, '"https://shop.example/page"'],
  [{ CORS_ORIGINS: "https://a.example 'unsafe-inline'" }, 'CORS_ORIGINS'],
])('[A13] a wrong value stops the start and is named: %j', (env, name) => {
  expect(() => readConfig(env)).toThrow(name);
});

test('[A100] the setting names roles; a name without one has none', () => {
  expect(readConfig({ STAFF: 'anna:4711,ben:0815:cashier,eva:0420:owner' }).staff).toEqual([
    { name: 'anna', pin: '4711' },
    { name: 'ben', pin: '0815', role: 'cashier' },
    { name: 'eva', pin: '0420', role: 'owner' },
  ]);
});

test('[A28] proxies in front are a number or a list, and there are none by default', () => {
  const read = (TRUST_PROXY: string) => readConfig({ TRUST_PROXY }).trustProxy;
  expect(read('')).toBeUndefined();
  expect(read('2')).toBe(2);
  expect(read('loopback, 10.0.0.0/8,2001:db8::1')).toEqual(['loopback', '10.0.0.0/8', '2001:db8::1']);
});

test('[A13] origins of host pages are read as a list', () => {
  expect(readConfig({ CORS_ORIGINS: ' https://a.example,http://localhost:8080 , ' }).corsOrigins).toEqual([
    'https://a.example',
    'http://localhost:8080',
  ]);
});

test('[A13] taxes are read by title and rate, and a real shop has none that nobody named', () => {
  expect(readConfig({ TAX_RATES: ' VAT:0.21, City tax:0.02 ' }).taxRates).toEqual([
    { title: 'VAT', rate: 0.21 },
    { title: 'City tax', rate: 0.02 },
  ]);
  expect(readConfig(realShop).taxRates).toEqual([]);
});

const hosted = {
  CONNECT_SHOPS: 'any',
  SHOPIFY_API_KEY: 'k',
  SHOPIFY_API_SECRET: 's',
  APP_URL: 'https://pos.example',
  SESSION_SECRET: 'q8Jm3vT1xZk5Lw9Rb7Nc2Hd4Fg6Sp0Ya',
};

test('[A92] with CONNECT_SHOPS alone no shop is set, and owners connect theirs', () => {
  expect(readConfig(hosted)).toMatchObject({ isDemo: false, shop: undefined, mayConnect: 'any', staff: [] });
  const named = readConfig({ ...hosted, CONNECT_SHOPS: 'a.myshopify.com, b.myshopify.com' });
  expect(named.mayConnect).toEqual(new Set(['a.myshopify.com', 'b.myshopify.com']));
  expect(readConfig(realShop).mayConnect).toBeUndefined();
  expect(readConfig({ ...realShop, ...hosted })).toMatchObject({
    shop: 'a.myshopify.com',
    mayConnect: 'any',
  });
});

const key = Buffer.alloc(32, 1).toString('base64');

test.each([
  [{ ...hosted, CONNECT_SHOPS: 'shop.example' }, 'CONNECT_SHOPS'],
  [{ ...hosted, APP_URL: '' }, 'APP_URL'],
  [{ ...hosted, SHOPIFY_API_KEY: '' }, 'SHOPIFY_API_KEY'],
  [{ ...hosted, SESSION_SECRET: '' }, 'SESSION_SECRET'],
  [{ ...hosted, STAFF: 'anna:4711' }, 'STAFF'],
  [{ ENCRYPTION_KEY: 'short' }, 'ENCRYPTION_KEY'],
  [{ ENCRYPTION_KEY: `${key}=` }, 'ENCRYPTION_KEY'],
  [{ ENCRYPTION_KEY_PREVIOUS: key }, 'ENCRYPTION_KEY'],
])('[A92] %j is refused, and the error names the setting', (env, name) => {
  expect(() => readConfig(env)).toThrow(name);
});

test('[A90] the key that seals comes before the one of before', () => {
  const before = Buffer.alloc(32, 2).toString('base64');
  expect(readConfig({ ENCRYPTION_KEY: key, ENCRYPTION_KEY_PREVIOUS: before }).encryptionKeys).toEqual([
    key,
    before,
  ]);
  expect(readConfig({}).encryptionKeys).toBeUndefined();
});
