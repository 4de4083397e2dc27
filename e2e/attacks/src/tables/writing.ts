import { aCart, aCustomerEdit, aSale, aStockMove } from '@tidemark/schema/testing';
import { editCart } from '@tidemark/conflict';
import type { RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

const refused = (code: string) => ({ status: 200, has: new RegExp(`"outcome":"refused".*"code":"${code}"`) });
const taken = { status: 200, has: /"outcome":"(accepted|conflict)"/, lacks: /"refused"/ };

let made = 0;
const newId = (what: string) => `${what}-attack-${String(++made).padStart(4, '0')}`;

function rows(site: Site, collection: string, documents: readonly object[], more: object = {}): Asked {
  return {
    path: `/api/replication/${collection}/push`,
    headers: site.bearer,
    body: { rows: documents.map(each => ({ newDocumentState: { _deleted: false, ...each } })), ...more },
  };
}

function sale(site: Site, change: object = {}): object {
  const id = newId('sale');
  const author = {
    ...site.author,
    id,
    receiptNumber: `${site.session.till.receiptPrefix}-${String(made).padStart(6, '0')}`,
  };
  return { ...aSale(author, [site.line]), ...change };
}

const cart = (site: Site, change: object = {}) => ({
  ...aCart({ ...site.author, id: newId('cart') } as never),
  ...change,
});

/** A sale that differs from the allowed one only by `change`. */
function badSale(rule: string, name: string, change: (site: Site) => object, code: string): RequestAttack {
  return {
    rule,
    name,
    attack: site => rows(site, 'sales', [sale(site, change(site))]),
    holds: refused(code),
    control: site => rows(site, 'sales', [sale(site)]),
    succeeds: taken,
  };
}

const times = [
  '2026-13-45T99:99:99Z',
  '2026-02-30T10:00:00Z',
  '2026-01-01T24:30:00Z',
  '2026-01-01',
  'yesterday',
];

/** A valid record of each kind. */
const writings: Readonly<Record<string, (site: Site) => object>> = {
  sales: sale,
  stockMoves: site => aStockMove({ ...site.author, id: newId('move'), key: newId('key-of') }),
  customerEdits: site => aCustomerEdit({ ...site.author, id: newId('edit') }),
};

const forgeries: readonly [string, object][] = [
  ['accepted', { state: 'accepted', after: 'e1:5', orderId: '9', orderName: '#9', differences: [] }],
  ['refused', { state: 'refused', sending: 1, reason: 'no', reasons: [] }],
  ['resolved', { state: 'resolved', sending: 1, note: 'paid', by: 'x' }],
];

export const writing: readonly RequestAttack[] = [
  ...times.flatMap(time =>
    Object.entries(writings).map(([collection, write]): RequestAttack => ({
      rule: 'A10',
      name: `${collection} written at ${time}`,
      attack: site => rows(site, collection, [{ ...write(site), createdAt: time }]),
      holds: refused('does-not-fit'),
      control: site => rows(site, collection, [write(site)]),
      succeeds: taken,
    })),
  ),
  {
    rule: 'A11',
    name: 'a cart whose clock nobody can pass',
    attack: site =>
      rows(site, 'carts', [
        cart(site, { name: { value: 'x', stamp: `999999999999999-ffffff-${site.identity.tillId}` } }),
      ]),
    holds: refused('does-not-fit'),
    control: site =>
      rows(site, 'carts', [
        editCart(cart(site) as never, { do: 'name', name: 'x' }, site.identity.tillId, Date.now()),
      ]),
    succeeds: taken,
  },
  {
    rule: 'A11',
    name: 'a cart whose clock is twenty years ahead',
    attack: site =>
      rows(site, 'carts', [
        editCart(
          cart(site) as never,
          { do: 'name', name: 'x' },
          site.identity.tillId,
          Date.now() + 20 * 31_557_600_000,
        ),
      ]),
    holds: refused('does-not-fit'),
    control: site =>
      rows(site, 'carts', [
        editCart(
          cart(site) as never,
          { do: 'name', name: 'x' },
          site.identity.tillId,
          Date.now() + 86_400_000,
        ),
      ]),
    succeeds: taken,
  },
  badSale('H3', 'a sale of another shop', () => ({ shop: 'other.myshopify.com' }), 'another-shop'),
  badSale('H3', 'a sale of another till', () => ({ tillId: 'somebody-elses-till' }), 'another-till'),
  badSale(
    'H12',
    'a sale that does not add up',
    () => ({ totals: { subtotal: 1, discount: 0, tax: 0, total: 1, paid: 1, change: 0 } }),
    'does-not-fit',
  ),
  badSale('H12', 'a sale that nobody paid', () => ({ tenders: [] }), 'does-not-fit'),
  badSale('H12', 'a sale that is deleted', () => ({ _deleted: true }), 'not-deletable'),
  badSale('H12', 'a sale with a field that no sale has', () => ({ isStaff: true }), 'does-not-fit'),
  badSale('H12', 'a sale without a receipt', () => ({ receiptNumber: null }), 'does-not-fit'),
  ...forgeries.map(([state, submission]): RequestAttack => ({
    rule: 'H12',
    name: `a sale that says it was ${state}`,
    attack: site => rows(site, 'sales', [sale(site, { submission })]),
    holds: { status: 200, lacks: new RegExp(`"state":"${state}"`) },
    control: site => rows(site, 'sales', [sale(site)]),
    succeeds: taken,
  })),
  {
    rule: 'H12',
    name: 'a stored sale is not written over',
    attack: async site => {
      const first = sale(site);
      await site.asTill(rows(site, 'sales', [first]));
      return rows(site, 'sales', [{ ...first, note: 'another' }]);
    },
    holds: refused('written-once'),
    control: async site => {
      const first = sale(site);
      await site.asTill(rows(site, 'sales', [first]));
      return rows(site, 'sales', [first]);
    },
    succeeds: taken,
  },
  ...['products', 'customers', 'inventoryLevels', 'settings', 'orders', 'locations'].map(
    (collection): RequestAttack => ({
      rule: 'H12',
      name: `a till writes no ${collection}`,
      attack: site => rows(site, collection, [{ id: '1', title: 'mine', price: 1 }]),
      holds: refused('not-writable'),
      control: site => rows(site, 'carts', [cart(site)]),
      succeeds: taken,
    }),
  ),
  {
    rule: 'A5',
    name: 'a push of more rows than a till sends',
    attack: site =>
      rows(
        site,
        'carts',
        Array.from({ length: 501 }, () => ({ id: 'x', _deleted: true })),
      ),
    holds: { status: 400, code: 'invalid-request' },
    control: site =>
      rows(
        site,
        'carts',
        Array.from({ length: 500 }, () => ({ id: 'x', _deleted: true })),
      ),
  },
  {
    rule: 'A5',
    name: 'an id longer than any',
    attack: site => rows(site, 'carts', [cart(site, { id: 'x'.repeat(101) })]),
    holds: { status: 400, code: 'invalid-request' },
    control: site => rows(site, 'carts', [cart(site)]),
    succeeds: taken,
  },
  {
    rule: 'H12',
    name: 'a decision about a sale that nobody has',
    attack: site => decision(site, 'nobodys-sale'),
    holds: { status: 404, code: 'not-found' },
    control: aDecision,
  },
  {
    rule: 'H12',
    name: 'a decision about another shop’s sale',
    attack: async site => {
      const token = await site.token({ shop: 'other.myshopify.com' });
      return { ...(await aDecision(site)), headers: { authorization: `Bearer ${token}` } };
    },
    holds: { status: 403, code: 'forbidden' },
    control: aDecision,
  },
  {
    rule: 'H12',
    name: 'a decision with a word that nobody knows',
    attack: async site => ({
      ...(await aDecision(site)),
      body: { id: 'x', sending: 1, decision: { do: 'accept' } },
    }),
    holds: { status: 400, code: 'invalid-request' },
    control: aDecision,
  },
];

function decision(site: Site, id: string): Asked {
  const body = { id, sending: 1, decision: { do: 'resolve', note: 'paid at the door' } };
  return { path: '/api/replication/sales/decision', headers: site.bearer, body };
}

/** A decision about a waiting sale: the server answers that there is nothing to decide. */
async function aDecision(site: Site): Promise<Asked> {
  const about = sale(site) as { id: string };
  await site.asTill(rows(site, 'sales', [about]));
  return decision(site, about.id);
}
