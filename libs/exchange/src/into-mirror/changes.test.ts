import { expect, test } from 'vitest';
import { orderChange } from './changes.ts';

test('[E12] [E26] an order that cannot be read is set aside while it is of the window, and leaves with it', () => {
  const unread = { id: '1', updatedAt: 500, reason: 'odd', body: '{}' };

  expect(orderChange({ ...unread, createdAt: 100 }, 900, 100)).toMatchObject({ kind: 'unreadable' });
  expect(orderChange({ ...unread, createdAt: 99 }, 900, 100)).toMatchObject({ kind: 'retired' });
  // Its age is unknown.
  expect(orderChange({ ...unread, createdAt: undefined }, 900, 100)).toMatchObject({ kind: 'unreadable' });
});
