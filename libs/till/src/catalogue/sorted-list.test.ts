import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedList } from './sorted-list.ts';

test('it holds what was added and not removed, in order, whenever one looks', () => {
  const command = fc.record({ add: fc.boolean(), value: fc.nat(20), looks: fc.boolean() });
  const commands = fc.array(command, { maxLength: 60 });
  fc.assert(
    fc.property(commands, all => {
      const list = new SortedList<number>((a, b) => a - b);
      const model = new Set<number>();
      const isInOrder = () => expect(list.values).toEqual([...model].sort((a, b) => a - b));
      for (const { add, value, looks } of all) {
        if (!add) list.remove(value);
        else if (!model.has(value)) list.add(value);
        if (add) model.add(value);
        else model.delete(value);
        if (looks) isInOrder();
      }
      isInOrder();
    }),
  );
});

test('thousands that nobody looks at meanwhile are in order, and gone when they are removed', () => {
  const list = new SortedList<number>((a, b) => a - b);
  const all = Array.from({ length: 5000 }, (_, n) => (n * 7919) % 5000);
  for (const value of all) list.add(value);
  for (const value of all.filter(each => each % 3 === 0)) list.remove(value);
  expect(list.values).toEqual(all.filter(each => each % 3 !== 0).sort((a, b) => a - b));
});
