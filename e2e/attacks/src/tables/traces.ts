import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSecurityLog } from '@tidemark/mirror';
import { aSale } from '@tidemark/schema/testing';
import type { PlayedAttack } from '../attack.ts';
import { KeyedTill } from '../keyed-till.ts';
import type { Site } from '../site.ts';

const files = (site: Site) =>
  readdirSync(site.dataDir)
    .filter(name => name.endsWith('.jsonl'))
    .sort();
const newest = (site: Site) => join(site.dataDir, files(site).at(-1) ?? '');
const textOf = (site: Site) =>
  files(site)
    .map(name => readFileSync(join(site.dataDir, name), 'utf8'))
    .join('');
const linesOf = (site: Site) =>
  textOf(site)
    .trim()
    .split('\n')
    .map(each => JSON.parse(each) as Record<string, unknown>);

/** What the log recorded while `act` ran: the `what` of each line. */
async function traceOf(site: Site, act: () => Promise<unknown>): Promise<unknown[]> {
  const before = linesOf(site).length;
  await act();
  return linesOf(site)
    .slice(before)
    .map(each => each['what']);
}

const refusedToken = (site: Site) =>
  site.ask({ path: '/api/status', headers: { authorization: 'Bearer nonsense' } });

async function chain(site: Site): Promise<unknown> {
  const headers = site.metricsToken === undefined ? {} : { authorization: `Bearer ${site.metricsToken}` };
  for (;;) {
    const { security } = JSON.parse((await site.ask({ path: '/healthz', headers })).text) as {
      security: { chain: string; checkedAt: string | null };
    };
    if (security.checkedAt !== null) return security.chain;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** Overwrites the log while no server runs, returns what health then reports of it, and restores everything. */
async function tampered(site: Site, change: (text: string) => string): Promise<unknown[]> {
  await site.server[Symbol.asyncDispose]();
  const before = new Map(securityFiles(site).map(path => [path, readFileSync(path, 'utf8')]));
  writeFileSync(newest(site), change(readFileSync(newest(site), 'utf8')));
  const { faults } = await checkSecurityLog(site.dataDir);
  await site.start();
  const said = await chain(site);
  await site.server[Symbol.asyncDispose]();
  for (const path of securityFiles(site)) rmSync(path);
  for (const [path, text] of before) writeFileSync(path, text);
  await site.start();
  return [said, faults.length > 0];
}

const securityFiles = (site: Site) =>
  readdirSync(site.dataDir)
    .filter(name => /^security-/.test(name))
    .map(name => join(site.dataDir, name));

const elsewhere = async (site: Site) => {
  const { documents } = await site.asTill<{ documents: { id: string; active: boolean }[] }>({
    path: '/api/replication/locations/pull?limit=10',
  });
  return documents.find(each => each.active && each.id !== site.identity.locationId)?.id;
};

export const traces: readonly PlayedAttack[] = [
  {
    rule: 'A17',
    name: 'a wrong PIN, a refused token and a forged webhook leave a trace each',
    isFresh: true,
    attack: site =>
      traceOf(site, async () => {
        await site.ask(site.signInRequest(site.identity.tillId, { pin: '9999' }));
        await refusedToken(site);
        await site.ask({
          path: '/webhooks/shopify',
          body: '{}',
          headers: {
            'x-shopify-hmac-sha256': 'AAAA',
            'x-shopify-topic': 'products/update',
            'x-shopify-shop-domain': site.shop,
            'x-shopify-api-version': '2026-10',
            'x-shopify-webhook-id': 'x',
          },
        });
      }),
    holds: ['wrong-pin', 'token-refused', 'webhook-refused'],
    control: site => traceOf(site, () => site.signIn(site.identity.tillId)),
    succeeds: ['signed-in'],
  },
  {
    rule: 'A17',
    on: 'shop',
    name: 'a token that is guessed for the metrics leaves a trace',
    isFresh: true,
    attack: site =>
      traceOf(site, () => site.ask({ path: '/metrics', headers: { authorization: 'Bearer guess' } })),
    holds: ['monitoring-refused'],
    control: site =>
      traceOf(site, () =>
        site.ask({ path: '/metrics', headers: { authorization: `Bearer ${site.metricsToken}` } }),
      ),
    succeeds: [],
  },
  {
    rule: 'A17',
    name: 'a push that is not signed or wrongly signed, a copied till and a record with a flaw leave a trace each',
    isFresh: true,
    attack: async site => {
      const till = await KeyedTill.open(site);
      const [record, flawed] = [await till.seal(), await till.seal({ staffId: 'somebody-else' })];
      const { headers: _signature, ...unsigned } = await till.push([record]);
      return traceOf(site, async () => {
        await site.ask({ ...unsigned, headers: { ...till.bearer, 'content-type': 'application/json' } });
        await site.ask(await till.push([record], { signed: 'another body' }));
        await site.ask(site.signInRequest(till.id));
        await site.ask(await till.push([record, flawed]));
      });
    },
    holds: ['push-unsigned', 'push-unsigned', 'till-taken', 'record-flawed'],
    control: async site => {
      const till = await KeyedTill.open(site);
      const records = [await till.seal(), await till.seal()];
      return traceOf(site, async () => site.ask(await till.push(records)));
    },
    succeeds: [],
  },
  {
    rule: 'A17',
    name: 'a till that moves, and who decides about a sale, leave a trace',
    isFresh: true,
    attack: site =>
      traceOf(site, async () => {
        await site.signIn('till-that-moves');
        await site.signIn('till-that-moves', { locationId: await elsewhere(site) });
        const id = 'sale-of-a-decision';
        const sale = {
          ...aSale({ ...site.author, id, receiptNumber: `${site.session.till.receiptPrefix}-999999` }, [
            site.line,
          ]),
          _deleted: false,
        };
        await site.asTill({
          path: '/api/replication/sales/push',
          body: { rows: [{ newDocumentState: sale }] },
        });
        const decision = { do: 'resolve', note: 'Mrs Miller paid' };
        await site.asTill({ path: '/api/replication/sales/decision', body: { id, sending: 1, decision } });
      }),
    holds: ['signed-in', 'signed-in', 'till-moved', 'decided'],
    control: async site => (await site.signIn('till-that-moves')).location.id === (await elsewhere(site)),
    succeeds: true,
  },
  {
    rule: 'A17',
    name: 'nothing secret, and nothing that a stranger typed, is in the log',
    isFresh: true,
    attack: async site => {
      await site.ask(
        site.signInRequest('till-of-a-stranger', { staff: '90817263 is my PIN', pin: '90817263' }),
      );
      const text = textOf(site);
      return [site.session.token, '90817263', 'till-of-a-stranger', 'Miller'].filter(each =>
        text.includes(each),
      );
    },
    holds: [],
    control: async site => textOf(site).includes(`"staff":"${site.staff}"`),
    succeeds: true,
  },
  {
    rule: 'A17',
    name: 'a flood writes no log full',
    isFresh: true,
    attack: async site => {
      const written = await traceOf(site, async () => {
        for (let n = 0; n < 100; n++) await refusedToken(site);
      });
      return written.length;
    },
    holds: 30 + 2,
    control: async site => (await traceOf(site, () => site.signIn(site.identity.tillId))).length,
    succeeds: 1,
  },
  {
    rule: 'A17',
    name: 'a line that was removed from the middle of the log is noticed',
    attack: site =>
      tampered(site, text =>
        text
          .split('\n')
          .filter((_, n) => n !== 1)
          .join('\n'),
      ),
    holds: ['broken', true],
    control: chain,
    succeeds: 'whole',
  },
  {
    rule: 'A17',
    name: 'a line that was altered is noticed',
    attack: site => tampered(site, text => text.replace('"server-started"', '"server-stopped"')),
    holds: ['broken', true],
    control: chain,
    succeeds: 'whole',
  },
  {
    rule: 'A17',
    name: 'lines that were taken from the end are noticed',
    attack: site => tampered(site, text => text.split('\n').slice(0, -2).join('\n') + '\n'),
    holds: ['broken', true],
    control: chain,
    succeeds: 'whole',
  },
];
