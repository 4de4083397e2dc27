import { aCart, aCustomerEdit, aSale, aStockMove } from '@tidemark/schema/testing';
import type { PlayedAttack, RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import { dial, type Asked } from '../wire.ts';

const refused = { status: 200, has: /"outcome":"refused".*"code":"(does-not-fit|too-large)"/ };
const taken = { status: 200, has: /"outcome":"(accepted|conflict)"/, lacks: /"refused"/ };
const long = 'x'.repeat(100_000);
const megabyte = 1024 * 1024;

let made = 0;
const idOf = (what: string) => `${what}-bounds-${String(++made).padStart(4, '0')}`;

function push(site: Site, collection: string, document: object): Asked {
  return {
    path: `/api/replication/${collection}/push`,
    headers: site.bearer,
    body: { rows: [{ newDocumentState: { ...document, _deleted: false } }] },
  };
}

const sale = (site: Site, change: object = {}) => ({
  ...aSale(
    {
      ...site.author,
      id: idOf('sale'),
      receiptNumber: `${site.session.till.receiptPrefix}-${String(900_000 + made)}`,
    },
    [site.line],
  ),
  ...change,
});
const cart = (site: Site, change: object = {}) => ({
  ...aCart({ ...site.author, id: idOf('cart') } as never),
  ...change,
});

/** For each kind of record, one with a text that is longer than allowed. */
const tooLong: readonly [string, (site: Site, isLong: boolean) => object][] = [
  ['sales', (site, isLong) => sale(site, { note: isLong ? long : 'as it came' })],
  [
    'carts',
    (site, isLong) => {
      const { id, ...rest } = cart(site) as { id: string; name: object };
      return { ...rest, id, ...(isLong ? { name: { ...rest.name, value: long } } : {}) };
    },
  ],
  [
    'stockMoves',
    (site, isLong) => ({
      ...aStockMove({ ...site.author, id: idOf('move'), key: idOf('key') }),
      note: isLong ? long : 'a box',
    }),
  ],
  [
    'customerEdits',
    (site, isLong) => {
      const edit = aCustomerEdit({ ...site.author, id: idOf('edit') });
      return { ...edit, changes: { firstName: { was: null, is: isLong ? long : 'Ada' } } };
    },
  ],
];

export const bounds: readonly RequestAttack[] = [
  ...tooLong.map(([collection, write]): RequestAttack => ({
    rule: 'A5',
    name: `a text of 100 kB in what a till writes of ${collection}`,
    attack: site => push(site, collection, write(site, true)),
    holds: refused,
    control: site => push(site, collection, write(site, false)),
    succeeds: taken,
  })),
  {
    rule: 'A5',
    name: 'a sale of ten thousand lines',
    attack: site => {
      const { lines, ...rest } = sale(site) as { lines: readonly object[] };
      return push(site, 'sales', {
        ...rest,
        lines: Array.from({ length: 10_000 }, (_, n) => ({ ...lines[0], id: `line-${n}` })),
      });
    },
    holds: refused,
    control: site => push(site, 'sales', sale(site)),
    succeeds: taken,
  },
];

export const boundPlays: readonly PlayedAttack[] = [
  {
    rule: 'A5',
    name: 'carts of seven megabytes leave every page of carts as it was',
    attack: async site => {
      const before = await cartsOf(site);
      const outcomes: string[] = [];
      for (let n = 0; n < 5; n++) {
        const huge = cart(site, { filler: 'x'.repeat(7 * megabyte) });
        const { text } = await site.ask(push(site, 'carts', huge));
        outcomes.push(/"outcome":"(\w+)"/.exec(text)?.[1] ?? text.slice(0, 100));
      }
      return { outcomes: [...new Set(outcomes)], pages: (await cartsOf(site)) === before };
    },
    holds: { outcomes: ['refused'], pages: true },
    control: async site => {
      const before = await cartsOf(site);
      await site.ask(push(site, 'carts', cart(site)));
      return (await cartsOf(site)) === before + 1;
    },
    succeeds: true,
  },
  {
    rule: 'A4',
    name: 'a till that begins more pushes than it may have under way keeps nobody else waiting',
    attack: async site => {
      const token = await site.token({ tillId: 'till-of-halves' });
      // Each announces seven megabytes, sends all but the last byte, and waits.
      const halves = Array.from({ length: 6 }, () => halfPush(site, token, 7 * megabyte));
      const answers = await Promise.all(halves.map(half => half.answered));
      const other = await site.ask(push(site, 'carts', cart(site)));
      for (const half of halves) half.end();
      return { wasBusy: answers.includes('429'), other: other.status };
    },
    holds: { wasBusy: true, other: 200 },
    control: async site => {
      const { status } = await site.ask(push(site, 'carts', cart(site)));
      return status;
    },
    succeeds: 200,
  },
  {
    rule: 'A9',
    name: 'a till that was blocked signs in no more, and its token opens nothing',
    attack: async site => {
      const { token } = await site.signIn('till-that-is-stolen');
      await site.restart({ BLOCKED_TILLS: 'till-that-is-stolen' });
      const asked = await site.ask({
        path: '/api/replication/products/pull?limit=5',
        headers: { authorization: `Bearer ${token}` },
      });
      const signedIn = await site.ask(site.signInRequest('till-that-is-stolen'));
      const codes = [asked, signedIn].map(({ text }) => /"code":"([\w-]+)"/.exec(text)?.[1]);
      return { statuses: [asked.status, signedIn.status], codes };
    },
    holds: { statuses: [403, 403], codes: ['till-blocked', 'till-blocked'] },
    control: async site => {
      const { status } = await site.ask(site.signInRequest('till-beside-it'));
      await site.restart();
      return status;
    },
    succeeds: 200,
  },
];

/** The number of carts on all pages of carts. */
async function cartsOf(site: Site): Promise<number> {
  const path = '/api/replication/carts/pull?limit=500';
  const seen = new Set<string>();
  for (let from = '', isLast = false; !isLast;) {
    const page = await site.asTill<{ documents: { id: string }[]; checkpoint: string; digest?: object }>({
      path: from === '' ? path : `${path}&checkpoint=${encodeURIComponent(from)}`,
    });
    for (const { id } of page.documents) seen.add(id);
    from = page.checkpoint;
    isLast = page.digest !== undefined;
  }
  return seen.size;
}

/** A push that never ends. `answered`: the status that came anyway, or 'none' once all but the end was sent. */
function halfPush(site: Site, token: string, bytes: number): { answered: Promise<string>; end: () => void } {
  const socket = dial(site.server.origin);
  const head = [
    'POST /api/replication/carts/push HTTP/1.1',
    `Host: ${site.goodHost}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes}`,
  ];
  const answered = new Promise<string>(resolve => {
    let text = '';
    socket.on('data', (part: Buffer) => {
      text += part.toString();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (status !== undefined) resolve(status);
    });
    socket.on('error', () => resolve('ended'));
    socket.on('close', () => resolve('ended'));
    socket.write(`${head.join('\r\n')}\r\n\r\n${'x'.repeat(bytes - 1)}`, () =>
      setTimeout(resolve, 500, 'none'),
    );
  });
  return { answered, end: () => socket.destroy() };
}
