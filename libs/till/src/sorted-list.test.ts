import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedList } from './sorted-list.ts';

test('it holds what was added and not removed, in order', () => {
  const commands = fc.array(fc.record({ add: fc.boolean(), value: fc.nat(20) }), { maxLength: 60 });
  fc.assert(
    fc.property(commands, all => {
      const list = new SortedList<number>((a, b) => a - b);
      const model = new Set<number>();
      for (const { add, value } of all) {
        if (!add) list.remove(value);
        else if (!model.has(value)) list.add(value);
        if (add) model.add(value);
        else model.delete(value);
      }
      expect(list.values).toEqual([...model].sort((a, b) => a - b));
    }),
  );
});
