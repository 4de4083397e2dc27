import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('[A13] nothing set is the demo', () => {
  expect(readConfig({})).toMatchObject({
    port: 4000,
    isDemo: true,
    shop: 'tidemark-demo.myshopify.com',
    staff: [{ name: 'demo', pin: '1234' }],
  });
});

test.each([
  [{ PORT: 'many' }, 'PORT'],
  [{ SYNC_INTERVAL_MINUTES: '0' }, 'SYNC_INTERVAL_MINUTES'],
  [{ BACKUP_HOURS: '0' }, 'BACKUP_HOURS'],
  [{ BACKUPS_KEPT: '-1' }, 'BACKUPS_KEPT'],
  [{ DATABASE_URL: 'postgres://x' }, 'DATABASE_URL'],
  [{ SHOPIFY_SHOP: 'shop.example' }, 'SHOPIFY_SHOP'],
  [{ SHOPIFY_SHOP: 'a.myshopify.com' }, 'SHOPIFY_API_KEY'],
  [{ SHOPIFY_SHOP: 'a.myshopify.com', SHOPIFY_API_KEY: 'k' }, 'SESSION_SECRET'],
  [{ STAFF: 'anna' }, 'STAFF'],
])('[A13] a wrong value stops the start and is named: %j', (env, name) => {
  expect(() => readConfig(env)).toThrow(name);
});
