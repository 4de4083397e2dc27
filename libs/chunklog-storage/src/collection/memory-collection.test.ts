import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { RxStorage } from 'rxdb';
import { expect, test } from 'vitest';
import { MemoryBrowser } from '../rx/memory-browser.ts';
import { ask, item, next, openItems, type ItemInstance } from '../testing-documents.ts';

const many = 5_000;
const idOf = (n: number): string => `item-${String((n * 7919) % many).padStart(6, '0')}`;

async function filled(storage: RxStorage<unknown, unknown>): Promise<ItemInstance> {
  const items = await openItems(storage, { database: crypto.randomUUID() });
  for (let start = 0; start < many; start += 500)
    await items.bulkWrite(
      Array.from({ length: 500 }, (_, n) => ({
        document: item(idOf(start + n), { size: (start + n) % 100 }, 1_000 + start + n),
      })),
      'a test',
    );
  return items;
}

const newOne = () => new MemoryBrowser().openTab() as RxStorage<unknown, unknown>;

const idsOf = async (items: ItemInstance, query: Parameters<typeof ask>[0]): Promise<readonly string[]> =>
  (await items.query(ask(query))).documents.map(({ id }) => id);

test('[S4] many documents answer as in RxDB’s memory storage, and what is written while they are indexed is found', async () => {
  const [ours, theirs] = [
    await filled(newOne()),
    await filled(getRxStorageMemory() as RxStorage<unknown, unknown>),
  ];
  const range = { selector: { id: { $gt: idOf(3), $lt: idOf(17) } } };
  expect(await idsOf(ours, range)).toEqual(await idsOf(theirs, range));
  const ofSize = { selector: { size: { $eq: 7 } } };

  const asking = Promise.all([idsOf(ours, ofSize), ours.count(ask(ofSize))]);
  for (const each of [ours, theirs]) {
    const [first] = await each.findDocumentsById([idOf(0)], false);
    if (!first) throw new Error('lost');
    await each.bulkWrite([{ previous: first, document: next(first, { size: 7 }) }], 'a test');
    const [gone] = await each.findDocumentsById([idOf(107)], false);
    if (!gone) throw new Error('lost');
    await each.bulkWrite([{ previous: gone, document: next(gone, { _deleted: true }) }], 'a test');
    await each.bulkWrite([{ document: item('item-x', { size: 7 }) }], 'a test');
    await each.cleanup(0);
  }
  await asking;

  expect(await idsOf(ours, ofSize)).toEqual(await idsOf(theirs, ofSize));
  expect((await ours.count(ask(ofSize))).count).toBe(many / 100 + 1);
  expect(await idsOf(ours, range)).toEqual(await idsOf(theirs, range));
  expect(await ours.findDocumentsById([idOf(107)], true)).toEqual([]);
});

test('[S4] what was forgotten and came again stands where it stood', async () => {
  const items = await filled(newOne());
  const [gone] = await items.findDocumentsById([idOf(20)], false);
  if (!gone) throw new Error('lost');
  const before = await idsOf(items, {});

  await items.bulkWrite([{ previous: gone, document: next(gone, { _deleted: true }) }], 'a test');
  expect(await idsOf(items, {})).toEqual(before.filter(id => id !== gone.id));
  await items.cleanup(0);
  expect(await idsOf(items, {})).toEqual(before.filter(id => id !== gone.id));
  await items.bulkWrite([{ document: item(gone.id) }], 'a test');

  expect(await idsOf(items, {})).toEqual(before);
});
