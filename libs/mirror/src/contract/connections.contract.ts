import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import type { Connection } from './connections.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';

const given = {
  shop,
  source: 'oauth',
  credentials: 'sealed-1',
  scopes: ['read_products', 'write_orders'],
  connectedAt: 5,
} as const;
const stored: Connection = { ...given, settings: '{}', uninstalledAt: undefined };

/** Every store of connections must pass this suite. Rule ids refer to SPEC.md. */
export function describeConnections(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} keeps connections`, () => {
    test('[R7] a shop is served from its connection on', () =>
      withStore(async ({ connections, register, mirror }) => {
        expect(await connections.all()).toEqual([]);
        expect(await connections.of(shop)).toBeUndefined();

        await connections.connect({ ...given, shop: other, source: 'environment', scopes: [] });
        await connections.connect(given);

        expect(await connections.all()).toEqual([
          stored,
          { ...stored, shop: other, source: 'environment', scopes: [] },
        ]);
        expect(await connections.of(shop)).toEqual(stored);
        expect(await register.shops()).toEqual([shop, other]);
        expect((await mirror.heads(shop, ''))['products']).toMatchObject({ seq: 0 });
      }));

    test('[R7] a shop that is connected again keeps its staff, its settings and its history', () =>
      withStore(async ({ connections, register, mirror }) => {
        await connections.connect(given);
        await connections.saveSettings(shop, '{"taxes":"VAT:0.2"}');
        await register.saveStaff(shop, { id: 's', name: 'anna', pinHash: 'x', employedBy: 'owner' });
        const before = await mirror.heads(shop, '');
        await connections.uninstalled(shop, 6);

        await connections.connect({
          ...given,
          credentials: 'sealed-2',
          scopes: ['read_products'],
          connectedAt: 9,
        });

        expect(await connections.of(shop)).toEqual({
          ...stored,
          ...{ credentials: 'sealed-2', scopes: ['read_products'], connectedAt: 9 },
          settings: '{"taxes":"VAT:0.2"}',
        });
        expect(await register.staffOf(shop)).toEqual([
          { id: 's', name: 'anna', pinHash: 'x', employedBy: 'owner' },
        ]);
        expect(await mirror.heads(shop, '')).toEqual(before);
      }));

    test('[R8] newer credentials replace only those from which they came', () =>
      withStore(async ({ connections }) => {
        await connections.connect(given);

        expect(await connections.renew(shop, 'sealed-1', 'sealed-2')).toBe(true);
        expect(await connections.renew(shop, 'sealed-1', 'sealed-3')).toBe(false);
        expect(await connections.renew(other, 'sealed-1', 'sealed-3')).toBe(false);

        expect(await connections.of(shop)).toEqual({ ...stored, credentials: 'sealed-2' });
      }));

    test('[R9] a shop that the app left has no credentials; an old word of it changes nothing', () =>
      withStore(async ({ connections }) => {
        await connections.connect(given);

        expect(await connections.uninstalled(shop, 4)).toBe(false);
        expect(await connections.of(shop)).toEqual(stored);
        expect(await connections.uninstalled(shop, 7)).toBe(true);
        expect(await connections.of(shop)).toEqual({ ...stored, credentials: '', uninstalledAt: 7 });
        // A renewal that was under way comes too late.
        expect(await connections.renew(shop, 'sealed-1', 'sealed-2')).toBe(false);
      }));

    test('[R10] a shop whose data were erased begins anew when it is connected again', () =>
      withStore(async ({ connections, register, privacy, mirror }) => {
        await connections.connect(given);
        await register.saveStaff(shop, { id: 's', name: 'anna', pinHash: 'x', employedBy: 'owner' });
        await privacy.eraseShop(shop, 8);
        expect(await connections.all()).toEqual([]);
        await expect(register.addShop(shop)).rejects.toMatchObject({ code: 'not-found' });

        await connections.connect({ ...given, connectedAt: 9 });

        expect(await connections.of(shop)).toEqual({ ...stored, connectedAt: 9 });
        expect(await register.staffOf(shop)).toEqual([]);
        expect((await mirror.heads(shop, ''))['products']).toMatchObject({ seq: 0 });
        await register.addShop(shop);
      }));
  });
}
