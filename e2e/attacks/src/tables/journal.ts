import { sha256Of, signedText, type JournalRecord } from '@tidemark/journal';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import type { PlayedAttack, RequestAttack } from '../attack.ts';
import { KeyedTill } from '../keyed-till.ts';
import type { Site } from '../site.ts';

const taken = { status: 200, has: /"outcome":"conflict"/, lacks: /"refused"/ };

/** A record with other content than its till sealed; the control is the record as sealed. */
function forgedRecord(
  name: string,
  code: string,
  forge: (record: JournalRecord, till: KeyedTill) => object | Promise<object>,
): RequestAttack {
  return {
    rule: 'H23',
    name,
    attack: async site => {
      const till = await KeyedTill.open(site);
      return till.push([await forge(await till.seal({ note: 'as it was' }), till)]);
    },
    holds: { status: 200, has: new RegExp(`"outcome":"refused".*"code":"${code}"`) },
    control: async site => {
      const till = await KeyedTill.open(site);
      return till.push([await till.seal({ note: 'as it was' })]);
    },
    succeeds: taken,
  };
}

const journal = (record: JournalRecord, change: object) => ({
  ...record,
  journal: { ...record.journal, ...change },
});

export const records: readonly RequestAttack[] = [
  forgedRecord('other content under an old signature', 'does-not-fit', record => ({
    ...record,
    receiptNumber: 'FORGED-000001',
  })),
  forgedRecord('other content under a new hash and an old signature', 'not-signed', async (record, till) => {
    const other = await till.seal({ receiptNumber: 'FORGED-000001' });
    return journal(other, { signature: record.journal.signature });
  }),
  forgedRecord('a hash that is not its own', 'does-not-fit', record =>
    journal(record, { hash: sha256Of('other') }),
  ),
  forgedRecord('a signed hash that is not its own', 'does-not-fit', async (record, till) => {
    const hash = sha256Of('other');
    return journal(record, { hash, signature: await till.key.sign(signedText(hash)) });
  }),
  forgedRecord('the signature of another till', 'not-signed', async (record, till) => {
    const { key } = await KeyedTill.open(till.site);
    return journal(record, { signature: await key.sign(signedText(record.journal.hash)) });
  }),
  forgedRecord('a record that another till’s key sealed', 'not-signed', async (record, till) => {
    const other = await KeyedTill.open(till.site);
    return other.seal({ tillId: record.tillId });
  }),
  forgedRecord('a record of another till', 'another-till', async (_record, till) =>
    (await KeyedTill.open(till.site)).seal(),
  ),
  forgedRecord('the signature of a push as that of a record', 'not-signed', async (record, till) =>
    journal(record, { signature: await till.key.sign(record.journal.hash) }),
  ),
  forgedRecord('a number that its id does not name', 'does-not-fit', record => ({
    ...record,
    id: `${record.id}1`,
  })),
  forgedRecord('details that its hash does not bind', 'does-not-fit', record => ({
    ...record,
    details: record.details && { ...record.details, note: 'forged' },
  })),
  forgedRecord('a record without its details', 'does-not-fit', ({ details: _none, ...record }) => record),
  forgedRecord('personal data beside the details', 'does-not-fit', record => ({ ...record, note: 'beside' })),
  forgedRecord('a note of a hundred thousand letters in the details', 'does-not-fit', (_record, till) =>
    till.seal({ note: 'x'.repeat(100_000) }),
  ),
  forgedRecord('three thousand notes of lines', 'does-not-fit', (_record, till) =>
    till.seal({
      details: {
        ...{ salt: 'A'.repeat(22), customerId: null, note: null },
        lineNotes: Array.from({ length: 3_000 }, (_, n) => ({ lineId: `line-${n}`, note: 'x' })),
      },
    }),
  ),
  forgedRecord('details of two megabytes', '(too-large|does-not-fit)', (_record, till) =>
    till.seal({
      details: {
        ...{ salt: 'A'.repeat(22), customerId: null, note: null },
        lineNotes: Array.from({ length: 2_000 }, (_, n) => ({
          lineId: `line-${n}`,
          note: 'x'.repeat(1_000),
        })),
      },
    }),
  ),
];

/** The outcome of a pushed record: its flaws, its state, and the number of its orders. */
async function fateOf(site: Site, record: { readonly id: string }): Promise<object> {
  await site.server.shops.submits.get(site.shop)?.idle();
  const stored = await site.server.store.records.find(site.shop, 'sales', record.id);
  return {
    flaws: stored?.flaws?.map(each => each.code) ?? [],
    state: stored?.submission?.state,
    orders: [...site.simulator.store.orders.values()].filter(each => each.sourceIdentifier === record.id)
      .length,
  };
}

async function pushed(till: KeyedTill, ...sales: readonly JournalRecord[]): Promise<number> {
  return (await till.site.ask(await till.push(sales))).status;
}

const heldBack = { flaws: ['key-unknown'], state: 'refused', orders: 0 };
const anOrder = { flaws: [], state: 'accepted', orders: 1 };

async function control(site: Site): Promise<object> {
  const till = await KeyedTill.open(site);
  const record = await till.seal();
  await pushed(till, record);
  return fateOf(site, record);
}

/** A record that is signed and wrong; the control is a correct one, which becomes an order. */
function flawed(
  name: string,
  code: string,
  change: (site: Site) => Partial<Sale> | Promise<Partial<Sale>>,
): PlayedAttack {
  return {
    rule: 'H22',
    name,
    attack: async site => {
      const till = await KeyedTill.open(site);
      const record = await till.seal(await change(site));
      await pushed(till, record);
      return fateOf(site, record);
    },
    holds: { flaws: [code], state: 'refused', orders: 0 },
    control,
    succeeds: anOrder,
  };
}

export const journals: readonly PlayedAttack[] = [
  flawed('a sale of somebody who never worked here', 'staff-unknown', () => ({ staffId: 'somebody-else' })),
  flawed('a sale at a location where the till never was', 'other-location', () => ({ locationId: '999' })),
  flawed('a sale in another currency', 'other-currency', () => ({ currency: 'USD' })),
  flawed('a sale dated 9999', 'ahead-of-time', () => ({ createdAt: '9999-01-01T00:00:00Z' })),
  flawed('something of the shop for a cent', 'price-unknown', site => {
    const { lines, taxLines, tenders, totals } = aSale({}, [{ ...site.line, unitPrice: 1 }]);
    return { lines, taxLines, tenders, totals };
  }),
  {
    rule: 'H22',
    name: 'a record that does not follow the one before',
    attack: async site => {
      const till = await KeyedTill.open(site);
      const first = await till.seal();
      const second = await till.seal({}, { previous: sha256Of('another') });
      await pushed(till, first, second);
      return [await fateOf(site, first), await fateOf(site, second)];
    },
    holds: [anOrder, { flaws: ['hash-broken'], state: 'refused', orders: 0 }],
    control: async site => {
      const till = await KeyedTill.open(site);
      const [first, second] = [await till.seal(), await till.seal()];
      await pushed(till, first, second);
      return [await fateOf(site, first), await fateOf(site, second)];
    },
    succeeds: [anOrder, anOrder],
  },
  {
    rule: 'H22',
    name: 'a till brings sales of one that never was, one of them said to be an order',
    attack: async site => {
      const till = await KeyedTill.open(site);
      const stranger = await till.stranger();
      const [first, second] = [await stranger.seal(), await stranger.seal()];
      const order = { state: 'accepted', after: 'e:1', orderId: '1', orderName: '#1', differences: [] };
      const sales = [first, { ...second, submission: order }];
      await site.ask(await till.push(sales, { carriedFrom: stranger.id }));
      return Promise.all(sales.map(each => fateOf(site, each)));
    },
    holds: [heldBack, heldBack],
    control: async site => {
      const [till, other] = [await KeyedTill.open(site), await KeyedTill.open(site)];
      const sales = [await other.seal(), await other.seal()];
      await site.ask(await till.push(sales, { carriedFrom: other.id }));
      return Promise.all(sales.map(each => fateOf(site, each)));
    },
    succeeds: [anOrder, anOrder],
  },
  {
    rule: 'H22',
    name: 'a number that is left out is an alarm after ten minutes, and none before',
    attack: async site => {
      const till = await KeyedTill.open(site);
      const [first, , third] = [await till.seal(), await till.seal(), await till.seal()];
      await pushed(till, first, third);
      return [await gaps(site, till, 9), await gaps(site, till, 11)];
    },
    holds: [0, 1],
    control: async site => {
      const till = await KeyedTill.open(site);
      await pushed(till, await till.seal(), await till.seal(), await till.seal());
      return [await gaps(site, till, 9), await gaps(site, till, 11)];
    },
    succeeds: [0, 0],
  },
  {
    rule: 'H22',
    name: 'a blocked till hands in a sale, which waits for a person',
    attack: async site => {
      const till = await KeyedTill.open(site);
      const record = await till.seal();
      await site.restart({ BLOCKED_TILLS: till.id });
      const status = await pushed(till, record);
      const heads = await site.ask({ path: '/api/replication/heads', headers: till.bearer });
      const fate = await fateOf(site, record);
      await site.restart();
      return { status, heads: heads.status, fate };
    },
    holds: { status: 200, heads: 403, fate: { flaws: ['till-blocked'], state: 'refused', orders: 0 } },
    control,
    succeeds: anOrder,
  },
  {
    rule: 'H22',
    name: 'a decision without a session about a sale with a flaw changes nothing',
    attack: async site => {
      const { till, record } = await aFlawedSale(site);
      const { status } = await site.ask({
        ...decision(record),
        headers: (await till.push([])).headers ?? {},
      });
      return [status, await fateOf(site, record)];
    },
    holds: [401, { flaws: ['staff-unknown'], state: 'refused', orders: 0 }],
    control: async site => {
      const { record } = await aFlawedSale(site);
      const { status } = await site.ask({ ...decision(record), headers: site.bearer });
      const { state, orders } = (await fateOf(site, record)) as { state?: string; orders?: number };
      return [status, { state, orders }];
    },
    succeeds: [200, { state: 'accepted', orders: 1 }],
  },
  {
    rule: 'H21',
    name: 'a signed push that is sent again and again changes nothing',
    attack: async site => {
      const till = await KeyedTill.open(site);
      const record = await till.seal();
      const asked = await till.push([record]);
      await site.ask(asked);
      const fate = await fateOf(site, record);
      const heads = await site.server.store.records.heads(site.shop);
      const answers = [await site.ask(asked), await site.ask(asked)].map(each => each.status);
      const isUnchanged =
        JSON.stringify(await site.server.store.records.heads(site.shop)) === JSON.stringify(heads);
      return { fate, answers, isUnchanged, again: await fateOf(site, record) };
    },
    holds: { fate: anOrder, answers: [200, 200], isUnchanged: true, again: anOrder },
    control,
    succeeds: anOrder,
  },
  {
    rule: 'H23',
    name: 'two records under one number: the first counts, and both are kept',
    attack: async site => {
      const till = await KeyedTill.open(site);
      const [record, copy] = [
        await till.seal(),
        await till.seal({ note: 'sold elsewhere' }, { number: 1, previous: null }),
      ];
      const forks = async () => (await site.server.store.records.journalState(site.shop, Date.now())).forks;
      const before = await forks();
      await pushed(till, record);
      const { text } = await site.ask(await till.push([copy]));
      const isSame = record.id === copy.id && record.journal.hash !== copy.journal.hash;
      return [isSame, /"written-once"/.test(text), (await forks()) - before, await fateOf(site, record)];
    },
    holds: [true, true, 1, anOrder],
    control,
    succeeds: anOrder,
  },
];

/** The number of gap alarms for a till's journal, this many minutes from now by the server's clock. */
async function gaps(site: Site, till: KeyedTill, minutes: number): Promise<number> {
  const state = await site.server.store.records.journalState(site.shop, Date.now() + minutes * 60_000);
  return state.gaps.filter(each => each.tillId === till.id).length;
}

async function aFlawedSale(site: Site) {
  const till = await KeyedTill.open(site);
  const record = await till.seal({ staffId: 'somebody-else' });
  await pushed(till, record);
  return { till, record };
}

function decision({ id }: JournalRecord) {
  const body = { id, sending: 1, decision: { do: 'send-again' } };
  return { path: '/api/replication/sales/decision', body };
}
