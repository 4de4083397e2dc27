import { expect, test } from 'vitest';
import { moveAlarms } from './move-alarms.ts';

const move = (id: number) => ({
  id,
  tillId: `till-000${id}-secret`,
  name: 'Till',
  from: '1',
  to: '2',
  at: id,
});

test('[A63] tills that moved are named as far as there is room, without their whole ids', () => {
  expect(moveAlarms([])).toEqual([]);

  const alarms = moveAlarms([1, 2, 3, 4, 5, 6, 7].map(move));

  expect(alarms[0]).toBe('till till-000 moved from location 1 to 2 at 1970-01-01T00:00:00.001Z');
  expect(alarms).toHaveLength(6);
  expect(alarms.at(-1)).toBe('tills moved 2 more times');
  expect(alarms.join()).not.toContain('secret');
});
