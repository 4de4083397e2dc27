import { describe, expect, test } from 'vitest';
import { findingsText, type Finding } from './finding.ts';
import { judgeBackups, judgeFolder, judgeMirror, judgeSecurityLog } from './judge-machine.ts';
import {
  judgeClock,
  judgeConnection,
  judgeForSale,
  judgeLocations,
  judgeScopes,
  judgeWebhooks,
  type Answer,
  type WebhookFacts,
} from './judge-shop.ts';

const answer = <T>(given: T): Answer<T> => ({ kind: 'answer', answer: given });
const refused: Answer<never> = { kind: 'failed', reason: 'refused', message: 'shop_not_permitted' };
const allScopes = [
  ...['read_products', 'write_inventory', 'read_locations'],
  ...['write_orders', 'write_customers', 'read_publications'],
];
const webhooks: WebhookFacts = {
  address: 'https://pos.example/webhooks/shopify',
  reached: 'tidemark',
  subscriptions: answer({ missing: [], elsewhere: [] }),
  isDemo: false,
};
const folder = {
  ...{ folder: 'data', exists: true, isWritable: true, isOpenToOthers: false },
  ...{ freeBytes: 40e9, mirrorBytes: 100e6 },
};
const hourMs = 3_600_000;
const daily = { backupHours: 24, backupsKept: 3 };

describe('[A82] scopes', () => {
  test('those that README names are enough', () => {
    expect(judgeScopes(answer(allScopes), 60).state).toBe('ok');
  });

  test.each(allScopes.filter(each => each !== 'read_publications'))(
    'without %s something does not work',
    scope => {
      const finding = judgeScopes(answer(allScopes.filter(each => each !== scope)), 60);

      expect(finding).toMatchObject({ state: 'wrong', seen: `missing: ${scope}` });
      expect(finding.todo).toContain(`Without ${scope}, `);
    },
  );

  test('the right to write is a right to read', () => {
    const writing = allScopes.map(each => each.replace('read_', 'write_'));

    expect(judgeScopes(answer(writing), 60).state).toBe('ok');
  });

  test('without publications, and for orders of long ago, selling goes on', () => {
    const few = allScopes.filter(each => each !== 'read_publications');

    expect(judgeScopes(answer(few), 61)).toMatchObject({
      state: 'look',
      seen: 'missing: read_publications, read_all_orders',
    });
    expect(judgeScopes(answer([...allScopes, 'read_all_orders']), 365).state).toBe('ok');
  });
});

describe('[A83] webhooks', () => {
  test.each<[string, Partial<WebhookFacts>, Finding['state'], string]>([
    ['all is well', {}, 'ok', 'is subscribed to everything'],
    ['plain http', { address: 'http://pos.example/webhooks/shopify' }, 'wrong', 'is not https'],
    ['plain http of the demo', { address: 'http://127.0.0.1:4000/webhooks/shopify', isDemo: true }, 'ok', ''],
    ['nobody there', { reached: 'nothing' }, 'wrong', 'nothing answers'],
    ['another program', { reached: 'something-else' }, 'wrong', 'something other than Tidemark'],
    ['no scope to ask', { subscriptions: refused }, 'unknown', 'shop_not_permitted'],
    [
      'an earlier address',
      {
        subscriptions: answer({
          missing: ['ORDERS_CREATE', 'ORDERS_UPDATED', 'SHOP_UPDATE', 'REFUNDS_CREATE'],
          elsewhere: ['https://old.example/webhooks/shopify'],
        }),
      },
      'wrong',
      'is not subscribed to ORDERS_CREATE, ORDERS_UPDATED, SHOP_UPDATE and 1 more (https://old.example/webhooks/shopify is)',
    ],
  ])('%s', (_name, facts, state, seen) => {
    const finding = judgeWebhooks({ ...webhooks, ...facts });

    expect(finding.state).toBe(state);
    expect(finding.seen).toContain(seen);
  });
});

test('[A83] a server without an address is told of changes by no webhook', () => {
  expect(judgeWebhooks(undefined)).toMatchObject({
    state: 'look',
    seen: expect.stringContaining('APP_URL') as string,
  });
});

/** One finding of each kind that there is. */
const findings: readonly Finding[] = [
  judgeConnection(answer('Shop, EUR'), false),
  ...(['unreachable', 'throttled', 'refused', 'forbidden', 'unexpected'] as const).map(reason =>
    judgeConnection({ kind: 'failed', reason, message: 'no' }, false),
  ),
  judgeConnection({ kind: 'failed', reason: 'unreachable', message: 'no' }, true),
  ...[judgeScopes(answer(allScopes), 60), judgeScopes(answer([]), 60), judgeScopes(refused, 60)],
  judgeLocations(answer([{ name: 'Main', active: true }])),
  judgeLocations(answer([{ name: 'Main', active: false }])),
  judgeLocations(refused),
  ...(['configured', 'point-of-sale', 'every'] as const).flatMap(channel =>
    [undefined, 0, 12].map(products => judgeForSale(answer({ channel, products }))),
  ),
  judgeForSale(refused),
  ...[0, 6_000, -6_000, 61_000, -61_000, undefined].map(judgeClock),
  judgeFolder(folder),
  judgeFolder({ ...folder, exists: false }),
  judgeFolder({ ...folder, isWritable: false }),
  judgeFolder({ ...folder, isOpenToOthers: true }),
  judgeFolder({ ...folder, mirrorBytes: 21e9 }),
  ...(['none', 'whole'] as const).map(kind => judgeMirror({ kind }, undefined)),
  ...(['owned', 'damaged', 'unreadable'] as const).map(kind =>
    judgeMirror({ kind, message: 'seen' }, undefined),
  ),
  judgeMirror({ kind: 'owned', message: '' }, 'not-told'),
  judgeMirror({ kind: 'owned', message: '' }, { alarms: [] }),
  judgeMirror({ kind: 'owned', message: '' }, { alarms: ['Shopify does not answer'] }),
  ...[undefined, 0, 49 * hourMs].map(ago => judgeBackups(ago, daily, 50 * hourMs, true)),
  judgeBackups(undefined, daily, 0, false),
  judgeBackups(undefined, { backupHours: 24, backupsKept: 0 }, 0, true),
  judgeSecurityLog({ lines: 3, faults: [] }),
  judgeSecurityLog({ lines: 0, faults: [] }),
  judgeSecurityLog({ lines: 3, faults: ['line 2 was altered'] }),
];

test('[A81] every finding says what was seen, and what to do exactly where something is to be done', () => {
  for (const { about, state, seen, todo } of findings) {
    expect(seen, about).not.toBe('');
    expect(todo === '', `${about}: ${seen}`).toBe(state === 'ok');
  }
  expect(findings.map(each => each.state)).toEqual(
    expect.arrayContaining(['ok', 'look', 'wrong', 'unknown']),
  );
});

test.each([
  [4_999, 'ok'],
  [-5_000, 'look'],
  [59_999, 'look'],
  [-60_000, 'wrong'],
])('a clock %i ms ahead is %s', (aheadMs, state) => {
  expect(judgeClock(aheadMs).state).toBe(state);
});

test('a backup is late after twice its interval', () => {
  const stateAfter = (hours: number) => judgeBackups(0, daily, hours * hourMs, true).state;

  expect([48, 49].map(stateAfter)).toEqual(['ok', 'look']);
});

test('the terminal shows each finding, what to do below it, and how many there are', () => {
  expect(
    findingsText([
      judgeClock(0),
      judgeClock(90_000),
      judgeLocations(answer([{ name: 'Main', active: true }])),
    ]),
  ).toBe(`ok     clock      as Shopify’s, to within five seconds
WRONG  clock      90 s ahead of Shopify’s
                  → Let the system set its clock (timedatectl set-ntp true).
ok     locations  Main

2 ok, 0 to look at, 1 wrong, 0 unknown`);
});
