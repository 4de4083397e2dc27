import { keyIdOf, type PublicKey } from '@tidemark/journal';
import { aTillKey } from '@tidemark/journal/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from '../sqlite/open.ts';
import type { Register } from './register.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';

async function aKey(name: string): Promise<PublicKey> {
  return (await aTillKey(name)).publicKey;
}

function save(register: Register, id: string, locationId = '1', of = shop): Promise<void> {
  return register.saveTill(of, { id, name: id, locationId }, 5);
}

/** Every register must pass this suite. Rule ids refer to SPEC.md. */
export function describeRegister(name: string, open: () => Promise<MirrorStore>): void {
  async function withRegister(act: (register: Register) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store.register);
  }

  describe(`${name} is a Register`, () => {
    test('[R3] a till is enrolled once, and its key is found by its id and by its till', () =>
      withRegister(async register => {
        const key = await aKey('till-aaaa');
        await save(register, 'till-aaaa');
        expect(await register.keyOf(shop, 'till-aaaa')).toBeUndefined();
        expect(await register.tillOfKey(keyIdOf(key))).toBeUndefined();

        expect(await register.enrol(shop, 'till-aaaa', key, 7)).toBe('enrolled');
        expect(await register.enrol(shop, 'till-aaaa', { ...key }, 8)).toBe('known');

        const till = { shop, tillId: 'till-aaaa', locationId: '1', key };
        expect(await register.keyOf(shop, 'till-aaaa')).toEqual(key);
        expect(await register.tillOfKey(keyIdOf(key))).toEqual(till);
        expect(await register.tillKeys(shop)).toEqual([
          { tillId: 'till-aaaa', keyId: keyIdOf(key), key, enrolledAt: 7 },
        ]);
        expect(await register.tillKeys(other)).toEqual([]);
        await save(register, 'till-aaaa', '2');
        expect(await register.tillOfKey(keyIdOf(key))).toEqual({ ...till, locationId: '2' });
      }));

    test('[R3] a till takes no second key, and a key no second till, of any shop', () =>
      withRegister(async register => {
        const [key, second] = [await aKey('till-aaaa'), await aKey('till-bbbb')];
        for (const id of ['till-aaaa', 'till-bbbb']) await save(register, id);
        await save(register, 'till-aaaa', '1', other);
        await register.enrol(shop, 'till-aaaa', key, 7);

        expect(await register.enrol(shop, 'till-aaaa', second, 8)).toBe('taken');
        expect(await register.enrol(shop, 'till-bbbb', key, 8)).toBe('taken');
        expect(await register.enrol(other, 'till-aaaa', key, 8)).toBe('taken');

        expect(await register.keyOf(shop, 'till-aaaa')).toEqual(key);
        expect(await register.keyOf(shop, 'till-bbbb')).toBeUndefined();
        expect(await register.keyOf(other, 'till-aaaa')).toBeUndefined();
        expect(await register.enrol(shop, 'till-bbbb', second, 9)).toBe('enrolled');
        expect(await register.enrol(shop, 'till-bbbb', key, 10)).toBe('taken');
        expect((await register.tillKeys(shop)).map(each => each.tillId)).toEqual(['till-aaaa', 'till-bbbb']);
      }));

    test('[R3] of two tills that bring one key at the same moment, one is enrolled', () =>
      withRegister(async register => {
        const key = await aKey('till-aaaa');
        for (const id of ['till-aaaa', 'till-bbbb']) await save(register, id);

        const results = await Promise.all([
          register.enrol(shop, 'till-aaaa', key, 7),
          register.enrol(shop, 'till-bbbb', key, 7),
        ]);

        expect(results.toSorted()).toEqual(['enrolled', 'taken']);
        expect(await register.tillKeys(shop)).toHaveLength(1);
      }));
  });
}
