import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';
const newToken = () => 'token';
const minute = 60_000;

const question = (id: string, of = shop) => ({ shop: of, id, kind: 'sync', body: '{}' });

/** Every store of questions must pass this suite. Rule ids refer to SPEC.md. */
export function describeQuestions(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} keeps questions to owners`, () => {
    test('[R14] [R15] whoever owns the shop then is asked, in the order of the questions', () =>
      withStore(async ({ questions, leases }) => {
        await questions.ask(question('b'), 2);
        await questions.ask(question('a'), 1);
        await questions.ask(question('c', other), 0);
        expect(await questions.open('one', 10)).toEqual([]);

        await leases.take('one', [shop], newToken, minute);

        expect(await questions.open('one', 10)).toEqual([question('a'), question('b')]);
        expect(await questions.open('one', 1)).toEqual([question('a')]);
        expect(await questions.open('two', 10)).toEqual([]);
      }));

    test('[R14] a question that is there already is not asked again', () =>
      withStore(async ({ questions, leases }) => {
        await leases.take('one', [shop], newToken, minute);
        await questions.ask(question('a'), 1);
        await questions.ask({ ...question('a'), kind: 'other' }, 2);

        expect(await questions.open('one', 10)).toEqual([question('a')]);
      }));

    test('[R16] [R17] an answer is given once, read once, and forgotten', () =>
      withStore(async ({ questions, leases }) => {
        await leases.take('one', [shop], newToken, minute);
        await questions.ask(question('a'), 1);
        await questions.ask(question('b'), 1);
        expect(await questions.answers(['a', 'b'])).toEqual(new Map());

        expect(await questions.answer('a', '{"ok":1}')).toBe(true);
        expect(await questions.answer('a', '{"ok":2}')).toBe(false);
        expect(await questions.open('one', 10)).toEqual([question('b')]);

        expect(await questions.answers(['a', 'b'])).toEqual(new Map([['a', '{"ok":1}']]));
        expect(await questions.answers(['a', 'b'])).toEqual(new Map());
      }));

    test('[R18] what nobody waits for any more leaves', () =>
      withStore(async ({ questions, leases }) => {
        await leases.take('one', [shop], newToken, minute);
        for (const [n, id] of ['a', 'b', 'c'].entries()) await questions.ask(question(id), n);
        await questions.answer('b', '1');

        await questions.withdraw('c');
        expect(await questions.answer('c', '1')).toBe(false);
        expect(await questions.forget(2)).toBe(2);

        expect(await questions.open('one', 10)).toEqual([]);
      }));
  });
}
