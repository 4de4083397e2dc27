import type { Register, SecurityEvent } from '@tidemark/mirror';
import { hashPin, isPin } from './pin.ts';

interface Employed {
  readonly name: string;
  readonly pin: string;
}

/**
 * Makes the register equal to the setting `STAFF`: staff who are not named there are dismissed. Staff with an unchanged
 * PIN keep its hash, and so their sessions. Each change is noted in the security log.
 */
export async function employ(
  register: Register,
  shop: string,
  staff: readonly Employed[],
  newId: () => string,
  note: (event: SecurityEvent) => void,
): Promise<void> {
  const named = new Set(staff.map(each => each.name));
  for (const { id, name } of await register.staffOf(shop))
    if (!named.has(name)) {
      await register.dismiss(shop, id);
      note({ what: 'staff-dismissed', shop, staff: name });
    }
  for (const { name, pin } of staff) {
    const known = await register.staffByName(shop, name);
    if (known && isPin(pin, known.pinHash)) continue;
    await register.saveStaff(shop, { id: known?.id ?? newId(), name, pinHash: hashPin(pin) });
    note({ what: known?.pinHash ? 'pin-changed' : 'staff-added', shop, staff: name });
  }
}
