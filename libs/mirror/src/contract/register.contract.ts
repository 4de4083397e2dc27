import { keyIdOf, type PublicKey } from '@tidemark/journal';
import { aTillKey } from '@tidemark/journal/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import type { Register } from './register.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';
const weekMs = 7 * 86_400_000;

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

    test('[R6] a till that moves is named until somebody has seen it, or for a week', () =>
      withRegister(async register => {
        await save(register, 'till-aaaa', '1');
        await save(register, 'till-aaaa', '1');
        await save(register, 'till-bbbb', '1', other);
        expect(await register.moves(shop, 6)).toEqual([]);

        await save(register, 'till-aaaa', '2');
        await register.saveTill(shop, { id: 'till-aaaa', name: 'Counter', locationId: '1' }, 7);

        const back = { id: 2, tillId: 'till-aaaa', name: 'Counter', from: '2', to: '1', at: 7 };
        const away = { id: 1, tillId: 'till-aaaa', name: 'till-aaaa', from: '1', to: '2', at: 5 };
        expect(await register.moves(shop, 8)).toEqual([back, away]);
        expect(await register.moves(other, 8)).toEqual([]);
        expect(await register.moves(shop, 5 + weekMs)).toEqual([back]);
        expect(await register.moveSeen(other, [1, 2])).toEqual([]);
        expect(await register.moveSeen(shop, [1, 9])).toEqual([away]);
        expect(await register.moveSeen(shop, [1])).toEqual([]);
        expect(await register.moves(shop, 8)).toEqual([back]);
        expect(await register.moves(shop, 7 + weekMs)).toEqual([]);
      }));

    test('[R6] a till that moves again and again hides no other, and a hundred moves are kept', () =>
      withRegister(async register => {
        const moving = async (id: string, times: number) => {
          for (let n = 0; n <= times; n++) await save(register, id, String(n % 2));
        };
        await moving('till-aaaa', 1);
        await moving('till-bbbb', 120);
        const ids = async () => (await register.moves(shop, 6)).map(each => each.tillId);
        expect(await ids()).toEqual([...Array<string>(5).fill('till-bbbb'), 'till-aaaa']);

        for (let n = 0; n < 100; n++) await moving(`till-${1000 + n}`, 1);

        expect(await ids()).toHaveLength(100);
        expect((await ids())[0]).toBe('till-1099');
      }));

    test('[R19] a role is kept with a member of staff, and with one who has none nothing is', () =>
      withRegister(async register => {
        const anna = { id: 'a', name: 'anna', pinHash: 'x' };
        await register.saveStaff(shop, anna);
        await register.saveStaff(shop, { id: 'b', name: 'ben', pinHash: 'x', role: 'cashier' });

        expect(await register.staff(shop, 'a')).toEqual(anna);
        expect((await register.staffByName(shop, 'ben'))?.role).toBe('cashier');
        expect((await register.staffOf(shop)).map(each => each.role)).toEqual([undefined, 'cashier']);
        await register.saveStaff(shop, { ...anna, role: 'owner' });
        expect((await register.staff(shop, 'a'))?.role).toBe('owner');
        await register.saveStaff(shop, anna);
        expect(await register.staff(shop, 'a')).toEqual(anna);
        await register.dismiss(shop, 'b', 5);
        expect(await register.staff(shop, 'b')).toMatchObject({ pinHash: '', role: 'cashier' });
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
