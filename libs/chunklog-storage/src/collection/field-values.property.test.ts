import fc from 'fast-check';
import type { MangoQuerySortPart, RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, test } from 'vitest';
import { MemoryBrowser } from '../rx/memory-browser.ts';
import { ask, item, next, openItems, type ItemDocument, type ItemInstance } from '../testing-documents.ts';

const [ids, titles] = [
  ['ale', 'gin', 'rum'],
  ['x', 'y'],
] as const;

const selectors = [
  ...titles.map(title => ({ title: { $eq: title } })),
  ...titles.map(x => ({ 'at.x': { $eq: x } })),
  ...titles.map(title => ({ title: { $eq: title }, size: { $eq: 1 } })),
  ...titles.map(title => ({ title: { $eq: title }, size: { $gt: 1 } })),
  ...ids.map(id => ({ title: { $eq: titles[0] }, id: { $gt: id } })),
  ...ids.map(id => ({ title: { $eq: titles[0] }, id: { $gte: id } })),
  ...titles.map(title => ({ title: { $gte: title } })),
  ...ids.map(id => ({ id: { $eq: id }, size: { $eq: 1 } })),
  { title: { $eq: 'nobody’s' } },
  { size: { $eq: 2 } },
];

const sorts: MangoQuerySortPart<ItemDocument>[][] = [
  [{ id: 'asc' }],
  [{ id: 'desc' }],
  [{ size: 'desc' }, { id: 'asc' }],
];

const step = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    id: fc.constantFrom(...ids),
    title: fc.constantFrom(...titles),
    size: fc.constantFrom(1, 2),
  }),
  fc.record({ do: fc.constant('delete' as const), id: fc.constantFrom(...ids) }),
  fc.record({ do: fc.constant('cleanup' as const) }),
  fc.record({
    do: fc.constant('find' as const),
    selector: fc.constantFrom(...selectors),
    sort: fc.constantFrom(undefined, ...sorts),
    skip: fc.constantFrom(0, 1),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function open(storage: RxStorage<unknown, unknown>): Promise<ItemInstance> {
  return openItems(storage, { database: crypto.randomUUID() });
}

const theirs = () => getRxStorageMemory() as RxStorage<unknown, unknown>;
const ours = () => new MemoryBrowser().openTab() as RxStorage<unknown, unknown>;

async function write(items: ItemInstance, id: string, change: Partial<ItemDocument>): Promise<void> {
  const [previous] = await items.findDocumentsById([id], true);
  const row = previous
    ? { previous, document: next(previous, change, 1_000) }
    : { document: item(id, change) };
  await items.bulkWrite([row], 'a test');
}

async function take(items: ItemInstance, each: Step): Promise<unknown> {
  if (each.do === 'put') {
    const { title, size } = each;
    return write(items, each.id, { title, at: { x: title }, size, _deleted: false });
  }
  if (each.do === 'delete') return write(items, each.id, { _deleted: true });
  if (each.do === 'cleanup') return items.cleanup(0);
  const { selector, sort, skip } = each;
  const query = ask({ selector, skip, limit: 2, ...(sort && { sort }) });
  return [(await items.query(query)).documents, (await items.count(ask({ selector }))).count];
}

test('[S4] who asks for a value of a field is answered as by RxDB’s memory storage, whatever was written and forgotten between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async steps => {
      const [a, b] = [await open(ours()), await open(theirs())];
      for (const each of steps) expect(await take(a, each)).toEqual(await take(b, each));
    }),
    { numRuns: 300 },
  );
});

const many = 1_000;

test('[S4] what is written while a field is looked through is found', async () => {
  const items = await open(ours());
  const documents = Array.from({ length: many }, (_, n) => item(`item-${n}`, { title: `title ${n}` }));
  await items.bulkWrite(
    documents.map(document => ({ document })),
    'a test',
  );
  const found = async (title: string) =>
    (await items.query(ask({ selector: { title: { $eq: title } } }))).documents.map(({ id }) => id);

  const asking = found(`title ${many - 1}`);
  await write(items, 'item-new', { title: `title ${many - 1}` });
  await write(items, `item-${many - 1}`, { title: 'another' });
  await asking;

  expect(await found(`title ${many - 1}`)).toEqual(['item-new']);
  expect(await found('another')).toEqual([`item-${many - 1}`]);
});

test('[S4] a value that many documents have is answered in the order of their ids too', async () => {
  const items = await open(ours());
  const documents = Array.from({ length: many }, (_, n) => item(`item-${(n * 7) % many}`, { title: 'one' }));
  await items.bulkWrite(
    documents.map(document => ({ document })),
    'a test',
  );

  const { documents: found } = await items.query(
    ask({ selector: { title: { $eq: 'one' } }, skip: 1, limit: 2 }),
  );

  expect(found.map(({ id }) => id)).toEqual(['item-1', 'item-10']);
});
