import { createHash, createHmac } from 'node:crypto';
import type { Register, SecurityEvent } from '@tidemark/mirror';
import type { StaffOfSettings } from '../config/config.ts';
import { hashPin, isPin } from './pin.ts';
import { roleOf } from './session.ts';

/**
 * Makes the register equal to the setting `STAFF`: staff whom it employed and does not name any more are dismissed; those
 * whom the shop's owner employs are the owner's. Staff with an unchanged
 * PIN keep its hash, and with an unchanged role their sessions. A register that was made anew gives its staff the ids and hashes that they
 * had, as long as `secret` is the same: what they wrote is theirs, and their sessions go on ([A56]). Each change is noted
 * in the security log.
 */
export async function employ(
  register: Register,
  shop: string,
  staff: readonly StaffOfSettings[],
  secret: Uint8Array,
  note: (event: SecurityEvent) => void,
  at: number,
): Promise<void> {
  const named = new Set(staff.map(each => each.name));
  for (const { id, name, employedBy } of await register.staffOf(shop))
    if (employedBy !== 'owner' && !named.has(name)) {
      await register.dismiss(shop, id, at);
      note({ what: 'staff-dismissed', shop, staff: name });
    }
  for (const { name, pin, role } of staff) {
    const known = await register.staffByName(shop, name);
    const given = role === undefined ? {} : { role };
    if (known && known.employedBy !== 'owner' && isPin(pin, known.pinHash)) {
      if (known.role === role) continue;
      await register.saveStaff(shop, { id: known.id, name, pinHash: known.pinHash, ...given });
      if (roleOf(known) !== roleOf({ role }))
        note({ what: 'role-changed', shop, staff: name, role: roleOf({ role }) });
      continue;
    }
    // Who was dismissed and comes back has another salt: their old sessions stay ended.
    const pinHash = hashPin(pin, known ? undefined : firstSalt(shop, name, secret));
    await register.saveStaff(shop, { id: known?.id ?? staffIdOf(shop, name), name, pinHash, ...given });
    note({ what: known?.pinHash ? 'pin-changed' : 'staff-added', shop, staff: name, role: roleOf({ role }) });
  }
}

function firstSalt(shop: string, name: string, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`salt ${shop} ${name}`).digest().subarray(0, 16);
}

/** The id of a member of staff who is new to the register. */
function staffIdOf(shop: string, name: string): string {
  return createHash('sha256').update(`staff ${shop} ${name}`).digest('hex').slice(0, 32);
}
