import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { nextTurn } from './in-turns.ts';

const ids = fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 40 });
const most = fc.integer({ min: 1, max: 12 });

test.prop([ids, ids, most])(
  'each turn keeps what was drawn, and adds a few in order',
  (before, list, few) => {
    const was = new Set(before);
    const { drawn, isAll } = nextTurn(was, list, few);
    const news = list.filter(id => !was.has(id));

    expect([...drawn]).toEqual(
      list.filter(id => was.has(id) || (news.indexOf(id) < few && news.includes(id))),
    );
    expect(isAll).toBe(news.length <= few);
  },
);

test.prop([ids, most])('turns end, with everything drawn', (list, few) => {
  let turn = nextTurn(new Set(), list, few);
  for (let n = 0; n < list.length && !turn.isAll; n++) turn = nextTurn(turn.drawn, list, few);

  expect(turn).toEqual({ drawn: new Set(list), isAll: true });
});
