import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aProduct } from '@tidemark/schema/testing';
import { afterAll, expect, test } from 'vitest';
import { describeJournals } from '../contract/journal.contract.ts';
import { describeMirror } from '../contract/mirror.contract.ts';
import { describePrivacy } from '../contract/privacy.contract.ts';
import { describeRedactions } from '../contract/redactions.contract.ts';
import { describeConnections } from '../contract/connections.contract.ts';
import { describeLeases } from '../contract/leases.contract.ts';
import { describeQuestions } from '../contract/questions.contract.ts';
import { describeRegister } from '../contract/register.contract.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from './open.ts';
import { describeRecords } from '../contract/records.contract.ts';
import { describeEffects } from '../contract/effects.contract.ts';
import { describeRetirement } from '../contract/retire.contract.ts';

/** Statements that scan a table on purpose. Each must occur, so that the list does not outlive its reasons. */
const allowed: readonly { readonly statement: RegExp; readonly why: string }[] = [
  {
    statement: /^select s\.(rank, s\.)?id from search_text s/,
    why: 'a search reads 1,000 rows at a time [M23]',
  },
  {
    statement: /^select "(id|created_at)" from "(quarantine|way)" .* limit \?$/,
    why: 'one step into an index',
  },
  { statement: /^select "collection", "id", "defect" from "quarantine" .* limit \?$/, why: 'a page of it' },
  {
    statement: /^select m\.name as "table", .* from sqlite_schema m/,
    why: 'the names of all tables, when a shop leaves [Y8]',
  },
  {
    statement: /^delete from "\w+" where \(.*\) in \( select .* limit \?\)$/,
    why: 'a shop that leaves takes all of its rows, a slice at a time [Y8]',
  },
  { statement: /^select coalesce\(max\("place"\), 0\)/, why: 'one step from the end of an index' },
  {
    statement: /^select "received_at", "place" from "inbox" .* desc limit/,
    why: 'one step from the end of an index',
  },
  {
    statement: /^select "place", "epoch", "body" from "redaction_record" .* desc limit/,
    why: 'one step from the end of an index',
  },
  {
    statement: /^update "outbox" set "leased_until" = \?, "lease" = \? where .* and "due" > 0/,
    why: 'what is put off or taken, when a shop gets a new owner',
  },
  {
    statement: /^select .* from "inbox" where .* "state" = 'waiting' order by "place" limit/,
    why: 'a page of those alone',
  },
];

/** Tables of a row per shop, collection, scope, till, person, topic or resource. */
const small = [
  'lease',
  'server',
  'question',
  'shop',
  'connection',
  'gone_shop',
  'collection_head',
  'digest',
  'watermark',
  'till',
  'till_key',
  'till_place',
  'staff',
  'receipt',
  'report',
  'redaction',
  'server_key',
  'tally',
  'webhook_score',
];
/** Columns that tell many rows of a table from many others. */
const coarse = new Set(['shop', 'collection', 'scope', 'kind', 'stage', 'state', 'deleted', 'marked']);
const aliases: Readonly<Record<string, string>> = { s: 'search_text', c: 'search_text' };

const statements = new Set<string>();
const asked = new Set<string>();

/** A store that notes its statements and methods, except the statements that create its tables. */
async function open(): Promise<MirrorStore> {
  let isOpen = false;
  const onStatement = (sql: string) => void (isOpen && statements.add(sql));
  const store = await openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1', onStatement });
  isOpen = true;
  const noted = <K extends keyof MirrorStore>(part: K) =>
    new Proxy(store[part] as object, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        asked.add(`${part as string}.${String(name)}`);
        return value.bind(target) as unknown;
      },
    }) as MirrorStore[K];
  return Object.assign(Object.create(store) as MirrorStore, {
    mirror: noted('mirror'),
    records: noted('records'),
    inbox: noted('inbox'),
    findings: noted('findings'),
    register: noted('register'),
    privacy: noted('privacy'),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  });
}

describeMirror('SqliteMirror, its statements noted', open);
describeRecords('SqlitePromises, its statements noted', open);
describeJournals('SqliteJournals, its statements noted', open);
describeRetirement('SqliteRetirement, its statements noted', open);
describeEffects('SqliteEffects, its statements noted', open);
describeConnections('SqliteConnections, its statements noted', open);
describeLeases('SqliteLeases, its statements noted', open);
describeQuestions('SqliteQuestions, its statements noted', open);
describeRegister('SqliteRegister, its statements noted', open);
describePrivacy('SqlitePrivacy, its statements noted', open);
describeRedactions('SqliteRedactions, its statements noted', open);

test('[M24] what the contracts do not ask is asked too', async () => {
  await using store = await open();
  const { mirror, records, inbox, findings, register } = store;
  const shop = 'a.myshopify.com';
  const change = { kind: 'present', document: aProduct(), scope: '', sourceUpdatedAt: 1, readAt: 1 } as const;
  await mirror.commit(shop, 'products', [change]);
  const [{ id }, other] = [change.document, 'another'];

  await mirror.idsAfter(shop, 'products', undefined, 2);
  await mirror.idsAfter(shop, 'products', id, 2);
  const damaged = await mirror.damagedBuckets(shop, 'products');
  await mirror.rebuildDigests(shop, 'products', [...damaged, { scope: '', bucket: 1, ids: [] }]);
  await mirror.setWatermark(shop, { resource: 'products', value: '1' });
  await mirror.documents(shop, 'products', '', [id, other]);
  await records.documents(shop, 'sales', '', [id, other]);
  await records.digest(shop, 'sales', '');
  await records.bucket(shop, 'sales', '', 1);
  await records.toRead(shop, 10, 3);
  await records.setAside(shop, 'sales', [id, other]);
  mirror.onDamage(() => undefined)();
  await inbox.settle(shop, [id, other]);
  await findings.told(shop, 'products', [id, other]);
  await inbox.counts(shop);
  await register.addShop('b.myshopify.com');
  await register.shops();
  const gone = [id, other].map(
    each => ({ kind: 'gone', id: each, scope: '', sourceUpdatedAt: 2, readAt: 2 }) as const,
  );
  await mirror.commit(shop, 'products', gone);
});

test('[M24] the contracts ask everything that a store answers', async () => {
  await using store = await openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
  const parts = ['mirror', 'records', 'inbox', 'findings', 'register', 'privacy'] as const;

  const methods = parts.flatMap(part =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(store[part]))
      .filter(name => name !== 'constructor')
      .map(name => `${part}.${name}`),
  );

  expect(methods.filter(each => !asked.has(each))).toEqual([]);
});

test('[M24] no question of the store walks through a table that grows', () => {
  const walks = [...statements].flatMap(statement =>
    walksOf(statement)
      .filter(() => !allowed.some(each => each.statement.test(oneLine(statement))))
      .map(walk => `${walk}: ${oneLine(statement)}`),
  );

  expect(walks).toEqual([]);
});

test('[M24] what may walk through a table does', () => {
  const walking = [...statements].filter(each => walksOf(each).length > 0).map(oneLine);

  expect(allowed.filter(each => !walking.some(text => each.statement.test(text)))).toEqual([]);
});

const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
const file = join(folder, 'mirror.sqlite');
await (await openSqliteMirror({ file, newEpoch: () => 'e1' }))[Symbol.asyncDispose]();
/** An empty mirror: SQLite has no statistics to choose an index by, just as in a mirror in use. */
const database = new DatabaseSync(file);
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** The steps of a statement's plan that read more of a growing table than the statement asks for. */
function walksOf(statement: string): string[] {
  if (/^(begin|commit|rollback)/.test(statement)) return [];
  const steps = database.prepare(`explain query plan ${statement}`).all() as { detail: string }[];
  return steps.map(each => each.detail).filter(each => isWalk(each, oneLine(statement)));
}

function isWalk(step: string, statement: string): boolean {
  const [, verb, alias = ''] = /^(SCAN|SEARCH) (\S+)/.exec(step) ?? [];
  // A list parameter is not a table.
  if (verb === undefined || alias === 'json_each' || /VALUES CLAUSE|CONSTANT ROW/.test(step)) return false;
  if (small.includes(aliases[alias] ?? alias)) return false;
  if (verb === 'SCAN') return true;
  const [, conditions = ''] = /\(((?:[^()]|\([^()]*\))*)\)( LEFT-JOIN)?$/.exec(step) ?? [];
  const fine = conditions.split(' AND ').filter(each => !coarse.has(/^\w+/.exec(each)?.[0] ?? ''));
  return fine.every(each => /[<>]/.test(each)) && asksForMore(statement, fine);
}

/** Whether a statement selects by a column that is missing from the index conditions of a step. */
function asksForMore(statement: string, fine: readonly string[]): boolean {
  if (fine.length === 0) return true;
  const named = [...statement.matchAll(/"(\w+)" (?:=|between) \?/g)].map(([, column = '']) => column);
  return named.some(each => !coarse.has(each) && !fine.some(condition => condition.startsWith(each)));
}

function oneLine(statement: string): string {
  return statement.replace(/\s+/g, ' ').trim();
}
