import { readFileSync } from 'node:fs';
import { checks, routeOf, routes } from '@tidemark/conformance';
import * as protocol from '@tidemark/protocol';
import { errorBodySchema, errorStatus, formatHash, hashText, revOf } from '@tidemark/protocol';
import { collectionNames, flawCodes, recordNames, refusalCodes } from '@tidemark/schema';
import { createApp } from '@tidemark/server/testing';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { namesOf, tableOf, tablesIn } from './doc-tables.ts';
import { fieldsOf } from './message-fields.ts';
import { record, situations } from './situations.ts';
import { more, outlineOf, parseTrace, tracesIn, type TraceLine } from './trace.ts';

const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
const tables = tablesIn(page);
const traces = tracesIn(page);
const names = (firstCell: string) => namesOf(tableOf(tables, firstCell)).sort();

test('[W10] the page names the routes that the server has, and the suite knows', async () => {
  await using store = await openMemoryMirror();
  const { app, streams } = createApp({
    ...{ mirror: store.mirror, records: store.records, inbox: store.inbox, register: store.register },
    ...{ ingests: new Map(), submits: new Map(), webhookSecrets: [], sessionSecret: new Uint8Array(32) },
    ...{ corsOrigins: [], allowLocalOrigins: false, imageOrigin: undefined, posFolder: undefined },
    ...{ version: 'test', now: () => 0, log: pino({ level: 'silent' }) },
  });
  streams[Symbol.dispose]();
  const stack = app.router.stack as unknown as {
    route?: { path: string; methods: Record<string, boolean> };
  }[];
  const served = stack
    .flatMap(({ route }) =>
      route ? Object.keys(route.methods).map(method => `${method.toUpperCase()} ${route.path}`) : [],
    )
    .filter(each => each.includes(' /api/'))
    .sort();

  expect(names('route')).toEqual(served);
  expect(routes.map(each => `${each.method} ${each.path}`).sort()).toEqual(served);
});

test('[W10] the page names the collections, the records, the error codes with their status, and the limits', () => {
  expect(names('collection')).toEqual([...collectionNames].sort());
  expect(names('record')).toEqual([...recordNames].sort());
  const codes = tableOf(tables, 'code').rows.map(([code = '', status]) => [
    code.slice(1, -1),
    Number(status),
  ]);
  expect(Object.fromEntries(codes)).toEqual(errorStatus);
  for (const [name = '', value] of tableOf(tables, 'limit').rows)
    expect([name, Number(value)]).toEqual([name, protocol[name.slice(1, -1) as 'maxPullLimit']]);
  const bounds = Object.keys(protocol).filter(each => /^max[A-Z]|Ms$|bucketCount|protocolVersion/.test(each));
  expect(names('limit')).toEqual(bounds.sort());
});

const messages = Object.entries(protocol)
  .filter(([name]) => /(Request|Response|Event|Body|Document)Schema$/.test(name))
  // Left out: heads, a map by collection, and records' pages and digests, which equal those of caches.
  .filter(([name]) => !/^(headsResponse|recordPull|recordDigest)/.test(name))
  .map(([name, schema]) => [name.replace('Schema', ''), schema as z.ZodMiniType] as const);

test('[W10] the page has a table of fields for each message, and for no other', () => {
  const described = tables.flatMap(({ header: [first = ''] }) => /^`(\w+)` field$/.exec(first)?.[1] ?? []);

  expect(described.sort()).toEqual(messages.map(([name]) => name).sort());
});

test.each(messages)('[W10] the page names the fields of %s', (name, schema) => {
  expect(names(`\`${name}\` field`)).toEqual(fieldsOf(schema));
});

const { findKinds, foundStates, lookupCauses, triggers } = protocol;

test.each(Object.entries({ findKinds, flawCodes, foundStates, lookupCauses, refusalCodes, triggers }))(
  '[W10] the page names the values of %s',
  (name, values) => {
    expect(names(`\`${name}\` value`)).toEqual([...values].sort());
  },
);

test('[W10] the page’s hashes are what the code computes', () => {
  for (const [text = '', hash] of tableOf(tables, '`hashText` of').rows)
    expect([text, hash]).toEqual([text, `\`${formatHash(hashText(text.replace(/^`+(.*?)`+.*$/, '$1')))}\``]);
  const documents = tableOf(tables, 'document').rows;
  for (const row of documents) {
    const document = JSON.parse(row[0]?.slice(1, -1) ?? '') as { id: string };
    const rev = revOf(document);
    expect(row.slice(1)).toEqual([
      `\`${rev}\``,
      `\`${formatHash(hashText(document.id))}\``,
      String(protocol.bucketOf(document.id)),
      `\`${formatHash(protocol.entryHash(document.id, rev))}\``,
    ]);
  }
  const whole = documents
    .map(([text]) => JSON.parse(text?.slice(1, -1) ?? '') as { id: string })
    .reduce((sum, each) => protocol.withDocument(sum, each.id, revOf(each)), protocol.emptyDigest);
  expect(page).toContain(`\`${JSON.stringify(whole)}\``);
});

test('[W10] the page names every check of the suite, with its rule', () => {
  const { rows } = tableOf(tables, 'check');

  expect(rows.map(([id, rule]) => [id, rule])).toEqual(checks.map(each => [each.id, each.rule]));
});

test('[W10] the page has a trace of each situation', () => {
  expect([...traces.keys()].sort()).toEqual(Object.keys(situations).sort());
});

test.each([...traces])('[W10] what the trace %s shows fits its messages', (_name, text) => {
  let asked: TraceLine | undefined;
  for (const line of parseTrace(text)) {
    if (line.kind === 'request') asked = line;
    const [method = '', path = ''] = asked?.head.split(' ') ?? [];
    const url = new URL(path, 'http://server');
    const route = routeOf(method, url.pathname);
    expect(route, asked?.head).toBeDefined();
    const collection = /replication\/(\w+)\/\w+$/.exec(url.pathname)?.[1];
    if (line.kind === 'request')
      route?.request?.parse({
        ...Object.fromEntries(url.searchParams),
        collection,
        ...(line.body as object),
      });
    else if (line.body !== undefined)
      (line.kind === 'event' || line.head === '200' ? route?.response : errorBodySchema)?.parse(
        whole(line.body),
      );
  }
});

test.each([...traces])(
  '[W10] the situation %s, played again, goes as its trace shows',
  async (name, text) => {
    expect((await record(name)).map(outlineOf)).toEqual(parseTrace(text).map(outlineOf));
  },
);

/** The message, with the list entries that its trace left out. */
function whole(body: unknown): unknown {
  const { buckets, ...rest } = body as { buckets?: readonly unknown[] };
  if (!buckets) return body;
  const shown = buckets.filter(each => each !== more);
  const empty = Array.from({ length: protocol.bucketCount - shown.length }, () => protocol.emptyDigest);
  return { ...rest, buckets: [...shown, ...empty] };
}
