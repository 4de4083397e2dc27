import { expect, test } from 'vitest';
import { attackSite, plays, requests } from './attack-site.ts';

test('there are a hundred attacks, each is named once, and every rule is attacked', async () => {
  const all = [...requests, ...plays];
  const names = all.map(({ rule, name }) => `${rule} ${name}`);

  expect(names.filter((each, n) => names.indexOf(each) !== n)).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});

attackSite('shop');
