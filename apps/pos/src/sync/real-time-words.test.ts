import type { StatusResponse } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { realTimeOf, subjectsOf } from './real-time-words.ts';

const address = 'https://pos.example/webhooks/shopify';

function server(webhooks: Partial<StatusResponse['webhooks']>): StatusResponse {
  const all = { expected: true, lost: 0, parked: 0, topics: [], neverArrived: {}, address, missing: [] };
  return {
    version: 'test',
    readAt: null,
    shopifyReachable: true,
    servedVersion: null,
    importing: null,
    quarantined: 0,
    collections: {},
    audit: null,
    auditing: false,
    webhooks: { ...all, trouble: null, lastAt: '2026-01-01T10:00:00Z', ...webhooks },
  } as StatusResponse;
}

test('where both ways work it says where to and when the last came, and asks nothing of anybody', () => {
  const { state, facts, toDo } = realTimeOf(server({}), 'live');

  expect(state).toBe('on');
  expect(facts.join(' ')).toContain(address);
  expect(facts.join(' ')).toContain('The last came at');
  expect(toDo).toEqual([]);
});

test('without a public address it says so, and what to set', () => {
  const { state, facts, toDo } = realTimeOf(server({ expected: false, address: null, lastAt: null }), 'live');

  expect(state).toBe('off');
  expect(facts.join(' ')).toContain('no public address');
  expect(toDo.join(' ')).toContain('APP_URL');
});

test('a subscription that Shopify refused is named by what it is about, with the reason', () => {
  const { state, facts, toDo } = realTimeOf(
    server({ missing: ['ORDERS_CREATE', 'REFUNDS_CREATE'], trouble: 'the app lacks read_orders.' }),
    'live',
  );

  expect(state).toBe('partly');
  expect(facts[0]).toBe(
    'Shopify sends no news of orders: the app lacks read_orders. Those changes come with each sync.',
  );
  expect(toDo.join(' ')).toContain('access');
});

test('subscriptions that could not be looked after are said', () => {
  const { state, facts } = realTimeOf(server({ trouble: 'Shopify does not answer' }), 'live');

  expect(state).toBe('partly');
  expect(facts[0]).toContain('Shopify does not answer');
});

test('where no news ever came it says how to find out why', () => {
  expect(realTimeOf(server({ lastAt: null }), 'live').toDo.join(' ')).toContain('Change a product');
});

test('a till that polls, and one that is offline, says so of itself', () => {
  const polling = realTimeOf(server({}), 'polling');
  expect(polling.state).toBe('partly');
  expect(polling.facts.join(' ')).toContain('once a minute');
  expect(polling.toDo.join(' ')).toContain('/api/replication/stream');
  const offline = realTimeOf(undefined, 'offline');
  expect(offline.state).toBe('unknown');
  expect(offline.toDo.join(' ')).toContain('syncs by itself');
});

test('before the server has answered, nothing is said of Shopify', () => {
  expect(realTimeOf(undefined, 'live')).toMatchObject({ state: 'unknown', toDo: [] });
});

test('a server of before says nothing that it does not know', () => {
  const { facts } = realTimeOf(
    server({ address: undefined, lastAt: undefined, missing: undefined, trouble: undefined }),
    'live',
  );

  expect(facts.join(' ')).not.toMatch(/undefined|None has come/);
});

test('topics are told by what they are about', () => {
  expect(
    subjectsOf(['PRODUCTS_UPDATE', 'PRODUCTS_CREATE', 'INVENTORY_LEVELS_UPDATE', 'NEWS_OF_TOMORROW']),
  ).toBe('products, stock, NEWS_OF_TOMORROW');
});
