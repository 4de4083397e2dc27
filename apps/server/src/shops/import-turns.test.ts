import { expect, test } from 'vitest';
import { ImportTurns } from './import-turns.ts';

const never = new AbortController().signal;

test('[A91] so many imports run at once, the others in the order in which they asked', async () => {
  const turns = new ImportTurns(2);
  const begun: number[] = [];
  const ends = await Promise.all([turns.take(never), turns.take(never)]);
  const later = [3, 4, 5].map(n =>
    turns.take(never).then(end => {
      begun.push(n);
      return end;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([]);

  ends[0]?.[Symbol.dispose]();
  // A turn ends once.
  ends[0]?.[Symbol.dispose]();
  const third = await later[0];
  expect(begun).toEqual([3]);
  third?.[Symbol.dispose]();
  ends[1]?.[Symbol.dispose]();

  await Promise.all(later);
  expect(begun).toEqual([3, 4, 5]);
});

test('[A91] who does not wait any more takes no turn', async () => {
  const turns = new ImportTurns(1);
  const end = await turns.take(never);
  const leaving = new AbortController();
  const left = turns.take(leaving.signal);
  const next = turns.take(never);

  leaving.abort(new Error('stopping'));

  await expect(left).rejects.toThrow('stopping');
  end[Symbol.dispose]();
  await next;
  await expect(turns.take(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});
