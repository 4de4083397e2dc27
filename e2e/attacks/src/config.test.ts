import { readConfig } from '@tidemark/server';
import { expect, test } from 'vitest';

const realShop = {
  SHOPIFY_SHOP: 'harbour.myshopify.com',
  SHOPIFY_API_KEY: 'key',
  SHOPIFY_API_SECRET: 'secret',
  SESSION_SECRET: 'q7f0Vx2mYd9sLr4kTz8wHb3nCj6pGe1a',
  STAFF: 'anna:4711',
};

/** Settings that must stop a real shop's start, and the nearest ones that do not. */
const settings: readonly [string, Record<string, string | undefined>, RegExp, Record<string, string>][] = [
  ['[H2] no session secret', { SESSION_SECRET: undefined }, /SESSION_SECRET/, {}],
  ['[H2] an empty session secret', { SESSION_SECRET: '' }, /SESSION_SECRET/, {}],
  ['[H2] no secret of the app', { SHOPIFY_API_SECRET: undefined }, /SHOPIFY_API_SECRET/, {}],
  ['[H2] no staff', { STAFF: undefined }, /STAFF/, {}],
  [
    '[A16] a short session secret',
    { SESSION_SECRET: 'q7f0Vx2mYd9sLr4kTz8wHb3nCj6pGe1' },
    /SESSION_SECRET/,
    {},
  ],
  ['[A16] a session secret of one letter', { SESSION_SECRET: 'x'.repeat(64) }, /SESSION_SECRET/, {}],
  ['[A16] a session secret of two letters', { SESSION_SECRET: 'xy'.repeat(32) }, /SESSION_SECRET/, {}],
  [
    '[A16] a short token for metrics',
    { METRICS_TOKEN: '123456789012345' },
    /METRICS_TOKEN/,
    { METRICS_TOKEN: '1234567890123456' },
  ],
  ['[A1] the PIN 0000', { STAFF: 'anna:0000' }, /STAFF/, { STAFF: 'anna:0010' }],
  ['[A1] the PIN 1234', { STAFF: 'anna:4711,ben:1234' }, /ben/, { STAFF: 'anna:4711,ben:1243' }],
  ['[A1] the PIN 9876', { STAFF: 'anna:9876' }, /STAFF/, { STAFF: 'anna:9867' }],
  ['[A1] a PIN of three digits', { STAFF: 'anna:471' }, /STAFF/, { STAFF: 'anna:4710' }],
  ['[A1] trust in every proxy', { TRUST_PROXY: 'true' }, /TRUST_PROXY/, { TRUST_PROXY: 'loopback' }],
  ['[A1] trust in every address', { TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY/, { TRUST_PROXY: '10.0.0.0/8' }],
  [
    '[A19] an interval longer than a timer',
    { SYNC_INTERVAL_MINUTES: '35792' },
    /SYNC_INTERVAL_MINUTES/,
    { SYNC_INTERVAL_MINUTES: '10080' },
  ],
  ['[A19] backups rarer than a timer', { BACKUP_HOURS: '597' }, /BACKUP_HOURS/, { BACKUP_HOURS: '500' }],
  [
    '[H18] every origin',
    { CORS_ORIGINS: '*' },
    /CORS_ORIGINS/,
    { CORS_ORIGINS: 'https://www.harbour.example' },
  ],
  [
    '[H18] an origin with a path',
    { CORS_ORIGINS: 'https://a.example/' },
    /CORS_ORIGINS/,
    { CORS_ORIGINS: 'https://a.example' },
  ],
  [
    '[H3] a shop of another domain',
    { SHOPIFY_SHOP: 'harbour.example' },
    /SHOPIFY_SHOP/,
    { SHOPIFY_SHOP: 'b.myshopify.com' },
  ],
];

test.each(settings)('%s stops the start of a real shop', (_name, attack, says, control) => {
  expect(() => readConfig({ ...realShop, ...attack })).toThrow(says);
  expect(readConfig({ ...realShop, ...control }).isDemo).toBe(false);
});

test('[H2] without a shop it is the demo, whose data are nobody’s', () => {
  expect(readConfig({})).toMatchObject({
    isDemo: true,
    shop: 'tidemark-demo.myshopify.com',
    host: '127.0.0.1',
  });
});
