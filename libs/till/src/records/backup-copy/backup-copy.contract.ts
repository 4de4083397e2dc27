import { expect, test } from 'vitest';
import type { BackupCopy } from './backup-copy.ts';

/** Every place for backup copies must pass this suite. `reopen` is what another tab, or the next visit, sees of it. */
export function backupCopyContract(
  name: string,
  open: () => Promise<{ readonly copy: BackupCopy; readonly reopen: () => Promise<BackupCopy> }>,
): void {
  test(`[T23] ${name}: what was put is there for the next visit, and a later text replaces an earlier one`, async () => {
    const { copy, reopen } = await open();
    await copy.put('sales.sale-0001', '{"a":1}');
    await copy.put('sales.sale-0001', '{"a":2}');
    await copy.put('carts.cart-0001', 'ü');

    expect([...(await (await reopen()).all())].toSorted()).toEqual([
      ['carts.cart-0001', 'ü'],
      ['sales.sale-0001', '{"a":2}'],
    ]);
  });

  test(`[T23] ${name}: what was removed is gone, and removing what is not there is no matter`, async () => {
    const { copy, reopen } = await open();
    await copy.put('sales.sale-0001', '{}');
    await copy.put('sales.sale-0002', '{}');

    await copy.remove('sales.sale-0001');
    await copy.remove('sales.sale-0009');

    expect([...(await (await reopen()).all()).keys()]).toEqual(['sales.sale-0002']);
  });
}
