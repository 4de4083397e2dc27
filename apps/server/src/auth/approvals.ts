import type { Register, StaffRecord } from '@tidemark/mirror';
import type { Permission } from '@tidemark/schema';
import { errors, jwtVerify, SignJWT } from 'jose';
import { markOf, type TillIdentity } from './session.ts';

/** How long an approval lasts: long enough to write a note, too short to forget that it was given. */
export const approvalMs = 3 * 60_000;

type Asker = Pick<TillIdentity, 'shop' | 'tillId' | 'staffId'>;

/** Approvals by people who may do something themselves: signed, short, for one person, one till and one permission. */
export class Approvals {
  readonly #secret: Uint8Array;
  readonly #register: Pick<Register, 'staff'>;
  readonly #now: () => number;

  constructor(parts: {
    readonly secret: Uint8Array;
    readonly register: Pick<Register, 'staff'>;
    readonly now: () => number;
  }) {
    this.#secret = parts.secret;
    this.#register = parts.register;
    this.#now = parts.now;
  }

  issue(approver: StaffRecord, { shop, tillId, staffId }: Asker, permission: Permission): Promise<string> {
    return new SignJWT({ shop, till: tillId, for: staffId, may: permission, pin: markOf(approver) })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(approver.id)
      .setAudience('tidemark-approval')
      .setExpirationTime(Math.floor((this.#now() + approvalMs) / 1000))
      .sign(this.#secret);
  }

  /** Who approved of this; undefined: nobody did, it is over, or they have another PIN or role since. */
  async approver(
    token: unknown,
    { shop, tillId, staffId }: Asker,
    permission: Permission,
  ): Promise<StaffRecord | undefined> {
    if (typeof token !== 'string') return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: ['HS256'],
        audience: 'tidemark-approval',
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp', 'sub'],
      });
      const said = payload as Record<string, unknown>;
      const isForThis =
        said['shop'] === shop &&
        said['till'] === tillId &&
        said['for'] === staffId &&
        said['may'] === permission;
      if (!isForThis) return undefined;
      const staff = await this.#register.staff(shop, payload.sub ?? '');
      return staff && staff.pinHash !== '' && markOf(staff) === said['pin'] ? staff : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
