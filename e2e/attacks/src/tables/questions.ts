import type { RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';

const pull = '/api/replication/products/pull';

const checkpoints: readonly [string, string, number][] = [
  ['half of one', 'half', 400],
  ['of another history', 'other:1', 410],
  ['without a number', 'e1:', 400],
  ['with a negative number', 'e1:-1', 400],
  ['with half a number', 'e1:1.5', 400],
  ['with a word for a number', 'e1:NaN', 400],
  ['with a number beyond all', 'e1:99999999999999999999999', 400],
  ['with SQL in it', "e1' or '1'='1:1", 410],
  ['with a null byte', 'e1%00:1', 410],
  ['of ten thousand signs', `${'e'.repeat(10_000)}:1`, 400],
];

const searches = [
  ['a field of its own', 'title:*'],
  ['everything but one', 'NOT title:x'],
  ['an or', 'nobody-has-this OR id:>0'],
  ['an end of its quotes', 'nobody-has-this" OR "" OR "'],
  ['an end of its brackets', 'nobody-has-this) OR (id:>0'],
  ['a backslash at its end', 'nobody-has-this\\'],
  ['a percent sign and SQL', `nobody-has-this%' --`],
] as const;

const strange = [
  ['a limit of none', `${pull}?limit=0`],
  ['a limit beyond all', `${pull}?limit=5001`],
  ['a negative limit', `${pull}?limit=-1`],
  ['two limits', `${pull}?limit=1&limit=2`],
  ['a limit that is an object', `${pull}?limit[a]=1`],
  ['a collection that nobody has', '/api/replication/__proto__/pull?limit=1'],
  ['a table of the store as a collection', '/api/replication/staff/pull?limit=1'],
  ['a bucket beyond all', '/api/replication/products/digest?bucket=256'],
  ['an address that is no text', '/api/replication/%E0%A4%A/pull?limit=1'],
] as const;

const onePage = (site: Site) => ({ path: `${pull}?limit=1`, headers: site.bearer });
const find = (site: Site, query: string) => ({
  path: '/api/find',
  headers: site.bearer,
  body: { kind: 'products', query },
});
const lookup = (site: Site, code: unknown) => ({ path: '/api/lookup', headers: site.bearer, body: { code } });

export const questions: readonly RequestAttack[] = [
  ...checkpoints.map(([name, checkpoint, status]): RequestAttack => ({
    rule: 'H10',
    name: `a checkpoint ${name}`,
    attack: site => ({
      path: `${pull}?limit=5&checkpoint=${checkpoint.replaceAll(' ', '%20')}`,
      headers: site.bearer,
    }),
    holds: { status: [status, 400], lacks: /"documents"|SQLITE|sqlite/ },
    control: async site => {
      const { checkpoint: right } = await site.asTill<{ checkpoint: string }>({ path: `${pull}?limit=1` });
      return { path: `${pull}?limit=5&checkpoint=${encodeURIComponent(right)}`, headers: site.bearer };
    },
    succeeds: { status: 200, has: /"documents":\[\{/ },
  })),
  ...searches.map(([name, query]): RequestAttack => ({
    rule: 'H11',
    name: `a search with ${name} finds nothing more`,
    attack: site => find(site, query),
    holds: { status: 200, has: /"found":\[\]/ },
    control: async site => find(site, await aTitle(site)),
    succeeds: { status: 200, has: /"found":\[\{/ },
  })),
  ...searches.map(([name, query]): RequestAttack => ({
    rule: 'H11',
    name: `a code with ${name} finds nothing`,
    attack: site => lookup(site, query),
    holds: { status: 200, lacks: /"title"/ },
    control: async site => lookup(site, await aCode(site)),
    succeeds: { status: 200, has: /\d/ },
  })),
  ...strange.map(([name, path]): RequestAttack => ({
    rule: 'A15',
    name,
    attack: site => ({ path, headers: site.bearer }),
    holds: { status: 400, code: 'invalid-request' },
    control: onePage,
  })),
  {
    rule: 'A10',
    name: 'a search from a time that is none',
    attack: site => ({
      ...find(site, ''),
      body: { kind: 'orders', query: '', from: '2026-13-45T99:99:99Z' },
    }),
    holds: { status: 400, code: 'invalid-request' },
    control: site => ({
      ...find(site, ''),
      body: { kind: 'orders', query: '', from: '2026-01-31T09:09:09Z' },
    }),
  },
  {
    rule: 'A15',
    name: 'a code that is an object',
    attack: site => lookup(site, { $ne: '' }),
    holds: { status: 400, code: 'invalid-request' },
    control: site => lookup(site, 'nobody-has-that'),
  },
  {
    rule: 'A15',
    name: 'a program of another version',
    attack: site => ({ ...onePage(site), headers: { ...site.bearer, 'tidemark-protocol': '999' } }),
    holds: { status: 426, code: 'client-outdated' },
    control: onePage,
  },
  {
    rule: 'A5',
    name: 'a repair of more ids than any till asks for',
    attack: site => ({
      path: '/api/replication/products/documents',
      headers: site.bearer,
      body: { ids: Array.from({ length: 5_001 }, (_, n) => `${n}`) },
    }),
    holds: { status: 400, code: 'invalid-request' },
    control: site => ({
      path: '/api/replication/products/documents',
      headers: site.bearer,
      body: { ids: ['1', '2'] },
    }),
  },
];

async function products(site: Site): Promise<readonly { title: string; variants: { sku: string }[] }[]> {
  const { documents } = await site.asTill<{ documents: { title: string; variants: { sku: string }[] }[] }>({
    path: `${pull}?limit=100`,
  });
  return documents;
}

const aTitle = async (site: Site) => (await products(site))[0]?.title ?? '';
const aCode = async (site: Site) => (await products(site))[0]?.variants[0]?.sku ?? '';
