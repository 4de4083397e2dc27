import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { beginHistory } from './history.ts';
import { Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import { RecordStore } from './record-store.ts';
import { memoryStorage } from '../testing.ts';

test('[T25] what was taken over from another till is owed to the next history too', async () => {
  await using store = await RecordStore.open({
    name: 'history',
    storage: memoryStorage(),
    multiInstance: false,
  });
  const ledger = await Ledger.open(store);
  await ledger.note(markId.epoch, { epoch: 'e1' });
  ledger.take('sales', [
    aSale({ id: 'sale-0001', tillId: 'till-000a' }),
    aSale({ id: 'sale-0002', tillId: 'till-000b' }),
    aSale({ id: 'sale-0003', tillId: 'till-000b' }),
  ]);
  await ledger.changeOwed('sales', () => ['sale-0002']);

  await beginHistory(ledger, 'e2', 'till-000a');

  expect(ledger.owed('sales')).toEqual(['sale-0002', 'sale-0001']);
});
