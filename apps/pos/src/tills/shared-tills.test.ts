import type { PageTill } from '@tidemark/till/page';
import { expect, test, vi } from 'vitest';
import { SharedTills } from './shared-tills.ts';

const server = 'https://pos.example';

/** A page whose tills say when they are opened and closed. */
function aPage() {
  vi.stubGlobal('location', { href: server });
  const open = new Set<string>();
  let most = 0;
  const shared = new SharedTills({
    tills: new Map(),
    users: new Map(),
    open: async ({ shop }) => {
      if (shop === 'broken') throw new Error('no room');
      if (open.has(shop)) throw new Error(`${shop} is open twice`);
      open.add(shop);
      most = Math.max(most, open.size);
      const close = async (): Promise<void> => {
        await Promise.resolve();
        open.delete(shop);
      };
      return { [Symbol.asyncDispose]: close } as unknown as PageTill;
    },
  });
  return { shared, open: () => [...open], most: () => most };
}

test('shops can be switched for ever: what nobody uses is closed when another till is opened', async () => {
  const { shared, open, most } = aPage();

  for (let n = 0; n < 30; n++) shared.letGo(await shared.borrow(server, `shop-${n}`));

  expect(open()).toEqual(['shop-29']);
  expect(most()).toBe(1);
});

test('two users have one till, which stays until both are done with it', async () => {
  const { shared, open } = aPage();
  const [first, second] = await Promise.all([shared.borrow(server, 'a'), shared.borrow(`${server}/`, 'a')]);
  expect(first).toBe(second);

  shared.letGo(first);
  shared.letGo(await shared.borrow(server, 'b'));
  expect(open()).toEqual(['a', 'b']);
  shared.letGo(second);
  await shared.borrow(server, 'c');

  expect(open()).toEqual(['c']);
});

test('who comes back has the same till, while no other was opened', async () => {
  const { shared } = aPage();
  const first = await shared.borrow(server, 'a');
  shared.letGo(first);

  expect(await shared.borrow(server, 'a')).toBe(first);
});

test('one that is being closed is opened anew, and not before it is closed', async () => {
  const { shared, open } = aPage();
  shared.letGo(await shared.borrow(server, 'a'));

  const [b, again] = await Promise.all([shared.borrow(server, 'b'), shared.borrow(server, 'a')]);

  expect(b).not.toBe(again);
  expect(open().sort()).toEqual(['a', 'b']);
});

test('one that cannot be opened is in nobody’s way, and is tried again', async () => {
  const { shared, open } = aPage();

  await expect(shared.borrow(server, 'broken')).rejects.toThrow('no room');
  await expect(shared.borrow(server, 'broken')).rejects.toThrow('no room');
  await shared.borrow(server, 'a');

  expect(open()).toEqual(['a']);
});
